package dev.varve.core.plan.layers;

import dev.varve.core.model.Layer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Of which disk the layers of a domain are: a disk is its image, and keeps what it is while snapshots and reverts
/// put overlays on it.
public final class LayerDisks {
    private final Forest forest;
    private final SharedLayers shared;

    /// The overlays that the plan puts on layers.
    private final Set<Path> made = new HashSet<>();

    LayerDisks(Forest forest, SharedLayers shared) {
        this.forest = forest;
        this.shared = shared;
    }

    /// The plan puts the overlay on a layer.
    public void make(Path overlay) {
        made.add(overlay);
    }

    /// {@return whether the domain still has the disk that the layer is of: a head lies on a layer of its chain
    /// that tells the disk}
    ///
    /// @param known whether it is a layer that snapshots knew of before the plan
    boolean has(Path path, Predicate<Path> known) {
        return forest.chain(path).stream()
                .map(Layer::path)
                .filter(forest::inHeadChain)
                .filter(layer -> tells(layer, path, known))
                .anyMatch(layer ->
                        !shared.contains(layer)
                                || forest.heads().anyMatch(head -> isMadeOn(layer, head)));
    }

    /// {@return whether the layer tells which disk an image above it is of} Snapshots must have known the layer: a
    /// template that its user has put below several disks says nothing. Where several disks lay on it, those are
    /// its own disk that lie on an overlay which a snapshot or a revert has put there.
    ///
    /// @param image that lies on the layer, or is it
    /// @param known whether it is a layer that snapshots knew of before the plan
    public boolean tells(Path layer, Path image, Predicate<Path> known) {
        return forest.isKnown(layer, known) && (!shared.contains(layer) || isMadeOn(layer, image));
    }

    private boolean isMadeOn(Path layer, Path image) {
        return forest.chain(image).stream()
                .filter(above -> above.below().equals(Optional.of(layer)))
                .anyMatch(above -> made.contains(above.path()) || forest.made(above.path()));
    }
}
