package dev.varve.core.map;

import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What a picture of a domain shows: its snapshots in the order in which they came, with the present
/// state, unnamed branch layers, and what others have on its layers.
///
/// @param trees one for each beginning
/// @param layers how many images the domain and its snapshots reach
/// @param bytes of data in these
/// @param virtualBytes what the guest sees of its disks
public record SnapshotMap(
        DomainRef domain, List<MapTree> trees, int layers, long bytes, long virtualBytes) {
    public SnapshotMap {
        trees = List.copyOf(trees);
    }

    /// {@return the map of a domain}
    public static SnapshotMap of(HostState state, Domain domain) {
        var reached = reached(state, domain);
        return new SnapshotMap(
                domain.ref(),
                new MapGrowing(state, domain, reached).trees(),
                reached.size(),
                reached.stream()
                        .flatMap(image -> state.layer(image).stream())
                        .mapToLong(Layer::dataBytes)
                        .sum(),
                ownDisks(domain)
                        .flatMap(disk -> disk.source().image().stream())
                        .flatMap(image -> state.layer(image).stream())
                        .mapToLong(Layer::virtualSize)
                        .sum());
    }

    /// {@return the disks whose contents are the domain's}
    static Stream<Disk> ownDisks(Domain domain) {
        return domain.disks().stream()
                .filter(disk -> !disk.readonly() && disk.source().image().isPresent());
    }

    private static Set<Path> reached(HostState state, Domain domain) {
        var reached = new LinkedHashSet<Path>();
        Stream.of(
                        ownDisks(domain).flatMap(disk -> disk.source().image().stream()),
                        domain.snapshots().stream()
                                .flatMap(snapshot -> snapshot.frozenLayers().values().stream()),
                        domain.snapshots().stream()
                                .flatMap(snapshot -> snapshot.holders().values().stream()))
                .flatMap(images -> images)
                .flatMap(image -> Layer.chain(image, state::layer).stream())
                .forEach(layer -> reached.add(layer.path()));
        return reached;
    }

    /// {@return everything in the picture}
    public Stream<MapTree> all() {
        return trees.stream().flatMap(MapTree::all);
    }
}
