package dev.varve.core.plan.block;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.Layer;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.layers.Forest;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Layers whose data is to be pulled into the one above them. They themselves stay as they are.
///
/// @param top what takes the data
/// @param below what gives it, from the uppermost on
public record PulledLayers(DiskTarget disk, Layer top, List<Layer> below) {
    public PulledLayers {
        below = List.copyOf(below);
    }

    /// {@return why the data can't be pulled now}
    ///
    /// @param what the intent, for the message
    public Optional<Refusal> refuse(String what, Domain observed, Forest forest) {
        boolean live = observed.state().active() && forest.inActiveChain(top.path());
        if (live && !forest.active(top.path())) {
            return refused(
                    what,
                    top.path() + " is not the active layer of disk " + disk,
                    "shut the domain down first");
        }
        var dirty = below.stream().filter(Layer::dirty).findFirst();
        if (live && dirty.isPresent()) {
            return refused(
                    what,
                    "the writer of "
                            + dirty.get().path()
                            + " was killed, and QEMU may end when it lets go of the image",
                    "shut the domain down first");
        }
        if (top.holdsSnapshots()) {
            return refused(
                    what,
                    top.path() + " holds internal snapshots, which read what is below it",
                    "delete them first");
        }
        return live ? Optional.empty() : Refusal.NotYet.withoutQemu(what, forest.chain(top.path()));
    }

    private static Optional<Refusal> refused(String what, String why, String instead) {
        return Optional.of(new Refusal.NotYet(what, why, instead));
    }

    /// {@return the pull, and what lets the definition and the snapshots no longer state what was below}
    public List<Step> steps(Forest forest) {
        var lowest = below.getLast();
        var steps = new ArrayList<Step>();
        var upper = below.getFirst().path();
        steps.add(new MergeStep.Pull(disk, lowest.path(), upper, top.path(), lowest.backing()));
        steps.addAll(repointed(forest));
        var moves =
                below.stream()
                        .flatMap(layer ->
                                forest.defined(layer.path()).stream()
                                        .map(named -> moved(named, layer)))
                        .toList();
        if (!moves.isEmpty()) {
            steps.add(new DomainStep.RepointDomain(moves));
        }
        return steps;
    }

    private List<Step> repointed(Forest forest) {
        var moves = new TreeMap<SnapshotName, List<Move>>();
        for (var layer : below) {
            forest.stating(layer.path(), top.path())
                    .forEach((name, disks) ->
                            disks.forEach(named ->
                                    moves.computeIfAbsent(name, _ -> new ArrayList<>())
                                            .add(moved(named, layer))));
        }
        return moves.entrySet().stream()
                .<Step>map(of -> new SnapshotStep.RepointSnapshot(of.getKey(), of.getValue()))
                .toList();
    }

    private Move moved(DiskTarget named, Layer from) {
        return new Move(named, from.path(), top.path(), top.format());
    }

    /// {@return upper bound of the data that is copied}
    public long bytes() {
        return below.stream().mapToLong(Layer::dataBytes).sum();
    }
}
