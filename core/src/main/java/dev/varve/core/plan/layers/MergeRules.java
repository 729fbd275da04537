package dev.varve.core.plan.layers;

import dev.varve.core.model.Domain;
import dev.varve.core.model.Layer;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What may be merged into what, of layers that no snapshot names any more.
///
/// @param domain the domain that the layers belong to
record MergeRules(Forest forest, Domain domain) {
    /// {@return why what the layer's chain holds can't be moved now, in a few words}
    Optional<String> obstacle(Layer top) {
        if (live(top)) {
            return Optional.empty();
        }
        return forest.obstacle(top.path());
    }

    boolean live(Layer layer) {
        return domain.state().active() && forest.inActiveChain(layer.path());
    }

    /// A commit takes over the size of the larger image, so no layer may be larger than the one above;
    /// and a block device can't grow.
    boolean commitAllowed(List<Layer> run) {
        for (int i = 1; i < run.size(); i++) {
            if (!commitAllowed(run.get(i - 1), run.get(i))) {
                return false;
            }
        }
        var base = run.getFirst();
        return !base.block() || base.virtualSize() == run.getLast().virtualSize();
    }

    /// {@return whether a running QEMU has it open for reading, and its writer was killed} A commit into it writes
    /// over clusters in use; and where QEMU 7.2 lets go of such a layer it wants to take the mark away, may not
    /// write, and aborts.
    boolean mustWait(Layer layer) {
        return layer.dirty() && live(layer) && !forest.active(layer.path());
    }

    /// {@return why the layer may not be merged now, for what its header says, in a few words}
    ///
    /// QEMU asks for neither mark where it has a layer open for reading and writes to it for a commit.
    Optional<String> whyUnwritable(Layer base) {
        return switch (base.mark()) {
            case NONE -> Optional.empty();
            case DIRTY ->
                    mustWait(base)
                            ? Optional.of(
                                    "its writer was killed, and its refcounts must be rebuilt before"
                                            + " anything is merged into it; the next delete of a snapshot, or"
                                            + " \"varve blockcommit\" where none is left, does both while the"
                                            + " domain is shut off")
                            : Optional.empty();
            case CORRUPT ->
                    Optional.of(
                            "it is marked as corrupt, and nothing may be merged into it; keep a copy and"
                                    + " mend it with \"qemu-img check -r all "
                                    + base.path()
                                    + "\"; the next delete of a snapshot, or \"varve blockcommit\""
                                    + " where none is left, merges then");
        };
    }

    boolean commitAllowed(Layer lower, Layer upper) {
        return !forest.foreign(upper.path())
                && !upper.holdsSnapshots()
                && lower.virtualSize() <= upper.virtualSize();
    }

    /// The disk's own image, which no snapshot has made, keeps its path: people and other programs know it. A
    /// running QEMU pulls into its active layer only. Internal snapshots of the top read what is below it, and a
    /// pull doesn't copy that for them.
    ///
    /// @param known whether it is a layer that snapshots knew of before the plan
    boolean pullAllowed(List<Layer> run, boolean commitAllowed, Predicate<Path> known) {
        var base = run.getFirst();
        var top = run.getLast();
        var own = base.below().filter(below -> forest.isKnown(below, known)).isEmpty();
        var bottom = own && (commitAllowed || !base.block());
        return top.format() == ImageFormat.QCOW2
                && run.stream().noneMatch(Layer::holdsSnapshots)
                && !bottom
                && (!live(top) || forest.active(top.path()));
    }
}
