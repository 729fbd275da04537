package dev.varve.cli.kill;

import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A layer whose contents count: through it a snapshot is read, or a domain's head.
///
/// @param name of the snapshot, or `head`
record Held(String domain, String name, String disk, Path image) {
    static final List<String> DISKS = List.of("vda", "vdb");
    static final String HEAD = "head";

    /// {@return those of all domains}
    static List<Held> all(HostState state) {
        return state.domains().stream().flatMap(domain -> of(domain).stream()).toList();
    }

    /// {@return those of a domain}
    static List<Held> of(Domain domain) {
        var held = new ArrayList<Held>();
        var owner = domain.ref().name();
        for (var disk : DISKS) {
            held.add(new Held(owner, HEAD, disk, Stage.head(domain, disk)));
            for (var snapshot : domain.snapshots()) {
                var name = snapshot.name().value();
                snapshot.externalDisks().stream()
                        .filter(target -> target.name().equals(disk))
                        .flatMap(target -> snapshot.frozenLayer(target).stream())
                        .forEach(image -> held.add(new Held(owner, name, disk, image)));
            }
        }
        return held;
    }

    boolean isHead() {
        return name.equals(HEAD);
    }
}
