package dev.varve.core.plan;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Which disk a layer belongs to that no snapshot names: the one whose heads or frozen layers lie on
/// it.
final class BranchDisk {
    private BranchDisk() {}

    static Optional<DiskTarget> of(Domain domain, Forest forest, Path layer) {
        for (var disk : domain.disks()) {
            if (disk.source().image().filter(head -> reaches(forest, head, layer)).isPresent()) {
                return Optional.of(disk.target());
            }
        }
        return domain.snapshots().stream()
                .flatMap(snapshot ->
                        Stream.of(snapshot.frozenLayers(), snapshot.holders())
                                .flatMap(layers -> layers.entrySet().stream()))
                .filter(entry -> reaches(forest, entry.getValue(), layer))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean reaches(Forest forest, Path from, Path to) {
        return forest.chain(from).stream().anyMatch(layer -> layer.path().equals(to));
    }
}
