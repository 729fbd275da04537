package dev.varve.cli.kill;

import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What libvirt knows, and what the images say of each other, without what the passage of time may
/// change.
final class Metadata {
    private Metadata() {}

    /// {@return that of all domains}
    static String of(HostState state) {
        return state.domains().stream()
                .sorted((a, b) -> a.ref().name().compareTo(b.ref().name()))
                .map(domain -> of(state, domain))
                .collect(Collectors.joining("\n"));
    }

    /// {@return that of a domain}
    static String of(HostState state, Domain domain) {
        var head =
                Stream.of(
                        "domain " + domain.ref().name(),
                        sources(domain.nextDisks()).toString(),
                        domain.definition());
        var chains = Held.of(domain).stream().map(held -> chain(state, held.image()).toString());
        return Stream.of(head, chains, Stream.of(ofSnapshots(domain)))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    /// {@return that of a domain's snapshots}
    static String ofSnapshots(Domain domain) {
        var snapshots =
                domain.snapshots().stream()
                        .sorted((a, b) -> a.name().compareTo(b.name()))
                        .map(Metadata::of);
        return Stream.concat(Stream.of("current " + domain.current()), snapshots)
                .collect(Collectors.joining("\n"));
    }

    static List<Source> sources(List<Disk> disks) {
        return disks.stream().map(Disk::source).toList();
    }

    /// {@return the layers from that one down}
    static List<Path> chain(HostState state, Path top) {
        return Layer.chain(top, state::layer).stream().map(Layer::path).toList();
    }

    private static String of(Snapshot s) {
        return List.of(
                        s.name(),
                        s.parent(),
                        s.state(),
                        s.creationTime(),
                        s.disks(),
                        s.revertDisks(),
                        s.domainDisks(),
                        s.annotations())
                .toString();
    }
}
