package dev.varve.core.plan.layers;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.Layer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which disk each layer belongs to that no snapshot names: the first whose head or frozen layer lies on
/// it, or on what it lies on, since it may have been left for somebody who is gone by now.
public final class BranchDisks {
    private final Forest forest;
    private final Map<Path, DiskTarget> disks = new HashMap<>();

    public BranchDisks(Domain domain, Forest forest) {
        this.forest = forest;
        domain.disks().forEach(this::add);
        for (var snapshot : domain.snapshots()) {
            snapshot.frozenLayers().forEach(this::add);
            snapshot.holders().forEach(this::add);
            snapshot.excludedDisks().forEach(this::add);
        }
    }

    private void add(Disk disk) {
        disk.source().image().ifPresent(head -> add(disk.target(), head));
    }

    /// What lies below a layer that is known already is known, too.
    private void add(DiskTarget disk, Path top) {
        var at = forest.layer(top);
        while (at.isPresent() && disks.putIfAbsent(at.get().path(), disk) == null) {
            at = at.get().below().flatMap(forest::layer);
        }
    }

    /// {@return the layer's disk}
    public Optional<DiskTarget> of(Path layer) {
        return Optional.ofNullable(disks.get(layer)).or(() -> ofBelow(layer));
    }

    private Optional<DiskTarget> ofBelow(Path layer) {
        return Layer.chain(layer, forest::layer).stream()
                .flatMap(below -> Optional.ofNullable(disks.get(below.path())).stream())
                .findFirst();
    }
}
