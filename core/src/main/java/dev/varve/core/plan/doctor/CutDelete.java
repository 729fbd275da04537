package dev.varve.core.plan.doctor;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HalfDone;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The delete of a snapshot in which libvirt died. What it left it neither finishes nor takes back: the
/// layer that the deleted snapshot froze was being written, and the snapshot below bears the marks.
///
/// There is only the way forward: what is left of the delete is planned anew from the real chains.
record CutDelete(HostState state, Domain domain, HalfDone begun) {
    /// {@return what is to be said of each snapshot that bears marks}
    List<Finding> findings() {
        return domain.snapshots().stream()
                .filter(snapshot -> begun.deletes().containsKey(snapshot.name()))
                .map(this::finding)
                .toList();
    }

    /// {@return the snapshots whose deletes were cut}
    Set<SnapshotName> deleted() {
        var names = new TreeSet<SnapshotName>();
        domain.snapshots().stream()
                .filter(snapshot -> begun.deletes().containsKey(snapshot.name()))
                .flatMap(snapshot -> deleted(snapshot).stream())
                .forEach(child -> names.add(child.name()));
        return names;
    }

    private Finding finding(Snapshot marked) {
        var disks = disks(marked);
        var child = deleted(marked);
        if (begun.working()) {
            return new SnapshotFinding.DeleteCut(
                    marked.name(),
                    child.map(Snapshot::name),
                    disks,
                    List.of(),
                    Optional.of("libvirt is at work on the domain now: wait for it"));
        }
        var clear = new SnapshotStep.ClearDeleteMarks(marked.name(), disks);
        if (child.isEmpty()) {
            return cut(marked, child, List.of(clear));
        }
        var moves = movesOf(child.get(), disks);
        return moves.isEmpty() ? finish(marked, child.get(), clear) : cut(marked, child, moves);
    }

    private Finding cut(Snapshot marked, Optional<Snapshot> child, List<Step> steps) {
        return new SnapshotFinding.DeleteCut(
                marked.name(), child.map(Snapshot::name), disks(marked), steps, Optional.empty());
    }

    private List<DiskTarget> disks(Snapshot marked) {
        return begun.deletes().getOrDefault(marked.name(), Set.of()).stream()
                .sorted(java.util.Comparator.comparing(DiskTarget::name))
                .toList();
    }

    /// The child that froze what the marks say is written.
    private Optional<Snapshot> deleted(Snapshot marked) {
        return domain.children(marked.name()).stream()
                .filter(child ->
                        disks(marked).stream()
                                .anyMatch(disk ->
                                        child.frozenLayer(disk)
                                                .filter(overlays(marked, disk)::contains)
                                                .isPresent()))
                .findFirst();
    }

    private static List<Path> overlays(Snapshot snapshot, DiskTarget disk) {
        return Stream.concat(snapshot.disks().stream(), snapshot.revertDisks().stream())
                .filter(named -> named.target().equals(disk))
                .map(SnapshotDisk::overlay)
                .flatMap(Optional::stream)
                .toList();
    }

    private static boolean names(Snapshot snapshot, DiskTarget disk, Path gone) {
        return snapshot.frozenLayer(disk).equals(Optional.of(gone))
                || snapshot.domainDisk(disk)
                        .filter(known -> known.stated().contains(gone))
                        .isPresent();
    }

    /// libvirt removes an overlay only when everything in it is in the layer below. Who still names it
    /// means that layer.
    private List<Step> movesOf(Snapshot child, List<DiskTarget> disks) {
        var steps = new ArrayList<Step>();
        var defined = new ArrayList<Move>();
        for (var disk : disks) {
            var into = child.frozenLayer(disk).flatMap(state::layer);
            for (var gone : overlays(child, disk)) {
                if (into.isEmpty() || !state.missing().containsKey(gone)) {
                    continue;
                }
                var move = new Move(disk, gone, into.get().path(), into.get().format());
                if (defines(disk, gone)) {
                    defined.add(move);
                }
                domain.snapshots().stream()
                        .filter(other -> names(other, disk, gone))
                        .forEach(other ->
                                steps.add(
                                        new SnapshotStep.RepointSnapshot(
                                                other.name(), List.of(move))));
            }
        }
        if (!defined.isEmpty()) {
            steps.add(new DomainStep.RepointDomain(defined));
        }
        return steps;
    }

    private boolean defines(DiskTarget target, Path image) {
        return domain.nextDisks().stream()
                .anyMatch(disk ->
                        disk.target().equals(target)
                                && disk.source().image().equals(Optional.of(image)));
    }

    private Finding finish(Snapshot marked, Snapshot child, Step clear) {
        var steps = new ArrayList<Step>();
        var left = domain;
        if (begun.neverRan()) {
            steps.add(new DomainStep.StopUnstarted());
            left = domain.stopped();
        } else if (domain.state().active()) {
            left = withoutJobsOf(child);
        }
        var delete =
                new DeleteSnapshot(
                        domain.ref(), List.of(child.name()), DeleteSnapshot.Scope.ONE, false);
        return switch (delete.plan(state.with(left))) {
            case Plan plan -> {
                steps.addAll(plan.steps());
                steps.add(clear);
                yield cut(marked, Optional.of(child), steps);
            }
            case Refusal refusal ->
                    new SnapshotFinding.DeleteCut(
                            marked.name(),
                            Optional.of(child.name()),
                            disks(marked),
                            List.of(),
                            Optional.of(refusal.message()));
        };
    }

    /// A job that writes what the snapshot froze is the delete's own, and is taken up.
    private Domain withoutJobsOf(Snapshot child) {
        return domain.withDisks(
                domain.disks().stream()
                        .map(disk -> {
                            var job = Optional.ofNullable(begun.jobs().get(disk.target()));
                            return job.flatMap(HalfDone.Job::into)
                                            .filter(into ->
                                                    child.frozenLayer(disk.target())
                                                            .equals(Optional.of(into)))
                                            .isPresent()
                                    ? disk.idle()
                                    : disk;
                        })
                        .toList());
    }
}
