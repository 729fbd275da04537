package dev.varve.core.plan;

import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotMode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Who needs an image: the proof that has to be made before one is removed or written into.
///
/// @param state everything that may reach an image
public record Reachability(HostState state) {
    /// Who reaches `image` directly. Whatever reaches it through a chain does so through an overlay
    /// on it, which is among the users.
    ///
    /// @return in a few words each: domains that run on it or will start on it, snapshots that
    ///     froze it or are held in it, and overlays on it; empty if nothing reaches it
    public List<String> users(Path image) {
        return Stream.of(domains(image), snapshots(image), overlays(image))
                .flatMap(users -> users)
                .distinct()
                .toList();
    }

    /// {@return whether anything reaches the image}
    public boolean reaches(Path image) {
        return !users(image).isEmpty();
    }

    private Stream<String> domains(Path image) {
        return state.domains().stream()
                .flatMap(domain ->
                        Stream.concat(domain.disks().stream(), domain.nextDisks().stream())
                                .filter(disk -> reads(disk, image))
                                .map(disk -> "disk " + disk.target() + " of " + domain.ref()));
    }

    private Stream<String> snapshots(Path image) {
        return state.domains().stream()
                .flatMap(domain ->
                        domain.snapshots().stream()
                                .filter(snapshot -> pins(snapshot, image))
                                .map(snapshot -> user(snapshot, domain)));
    }

    private Stream<String> overlays(Path image) {
        return state.overlays(image).stream().map(layer -> "overlay " + layer.path());
    }

    private static boolean pins(Snapshot snapshot, Path image) {
        return snapshot.domainDisks().stream()
                .anyMatch(disk ->
                        reads(disk, image) && snapshot.mode(disk.target()) != SnapshotMode.NO);
    }

    private static boolean reads(Disk disk, Path image) {
        return disk.source().image().filter(image::equals).isPresent();
    }

    private static String user(Snapshot snapshot, Domain domain) {
        return "snapshot " + snapshot.name() + " of " + domain.ref();
    }
}
