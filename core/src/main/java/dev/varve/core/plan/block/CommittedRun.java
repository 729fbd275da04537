package dev.varve.core.plan.block;

import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.plan.layers.Forest;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Refusal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Layers that are to be committed into the lowest of them: whether anybody needs one as it is.
///
/// @param run from the base to the top
record CommittedRun(String what, HostState state, Domain observed, Forest forest, List<Layer> run) {
    Optional<Refusal> refuse() {
        for (var layer : run) {
            var needed = neededBy(layer);
            if (!needed.isEmpty()) {
                return Optional.of(new ImageRefusal.Pinned(what, layer.path(), needed));
            }
        }
        return refuseShape();
    }

    /// The layers above the top read the same through the base afterwards; those on another layer of the
    /// run don't.
    private List<String> neededBy(Layer layer) {
        var needed = new ArrayList<String>();
        snapshots(layer.path()).forEach(needed::add);
        needed.addAll(forest.neededElsewhere(layer.path()));
        if (!layer.equals(run.getLast())) {
            var next = run.get(run.indexOf(layer) + 1).path();
            forest.overlays(layer.path()).stream()
                    .map(Layer::path)
                    .filter(overlay -> !overlay.equals(next))
                    .forEach(overlay -> needed.add("overlay " + overlay));
        }
        return needed;
    }

    private Stream<String> snapshots(Path layer) {
        return observed.snapshots().stream()
                .filter(snapshot -> pins(snapshot, layer))
                .map(snapshot -> "snapshot " + snapshot.name());
    }

    private static boolean pins(Snapshot snapshot, Path layer) {
        return snapshot.frozenLayers().containsValue(layer)
                || snapshot.holders().containsValue(layer);
    }

    /// A commit takes over the size of the larger image, and a block device can't grow.
    private Optional<Refusal> refuseShape() {
        var base = run.getFirst();
        for (var layer : run) {
            if (!layer.equals(base) && layer.holdsSnapshots()) {
                return refused(layer.path() + " holds internal snapshots", "delete them first");
            }
        }
        if (base.virtualSize() > run.getLast().virtualSize()
                || (base.block() && base.virtualSize() < run.getLast().virtualSize())) {
            return refused(
                    base.path() + " has another size than " + run.getLast().path(),
                    "pull instead: \"varve blockpull\"");
        }
        if (base.mark() == Layer.Mark.CORRUPT) {
            return refused(
                    base.path() + " is marked as corrupt",
                    "keep a copy and mend it with \"qemu-img check -r all "
                            + base.path()
                            + "\" first");
        }
        var dirty =
                run.stream()
                        .filter(layer -> layer.dirty() && !forest.active(layer.path()))
                        .findFirst();
        if (dirty.isPresent() && observed.state().active()) {
            return refused(
                    "the writer of "
                            + dirty.get().path()
                            + " was killed, and its refcounts must be rebuilt first",
                    "shut the domain down, then it is done by this command");
        }
        return observed.state().active()
                ? Optional.empty()
                : Refusal.NotYet.withoutQemu(what, forest.chain(run.getLast().path()));
    }

    private Optional<Refusal> refused(String why, String instead) {
        return Optional.of(new Refusal.NotYet(what, why, instead));
    }
}
