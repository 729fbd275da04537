package dev.varve.core.operation;

import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.InternalSnapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Reversal;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.TakeStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Whether a plan that was cut can still be taken back.
///
/// It can't when a step was started from which there is only the way forward; nor when the snapshot
/// was taken; nor when an image of the plan's own has been written to or is being written to, for
/// whoever goes back then loses what a guest wrote.
///
/// A plan that takes the snapshots of a group can be taken back until the last of them was taken, and
/// has to be: what is taken after a cut is of another moment. From then on it can't.
///
/// @param started how many steps may have been performed, from the first on
/// @param finished how many steps were performed for certain, from the first on
record PointOfNoReturn(Plan plan, int started, int finished) {
    /// {@return whether there is only the way forward, given what is there now}
    boolean passed(HostState state) {
        var taken = groupTaken();
        if (taken.isPresent()) {
            return taken.get();
        }
        for (int i = 0; i < started; i++) {
            if (passed(plan.steps().get(i), i < finished, state)) {
                return true;
            }
        }
        return false;
    }

    /// {@return whether every snapshot of a group was taken; empty where there is no group to take}
    Optional<Boolean> groupTaken() {
        int last = plan.steps().size() - 1;
        while (last >= 0 && !(plan.steps().get(last).plain() instanceof TakeStep.TakeMember)) {
            last--;
        }
        return last < 0 ? Optional.empty() : Optional.of(finished > last);
    }

    private boolean passed(Step step, boolean done, HostState state) {
        if (step instanceof Step.OnDomain(var domain, var inner)) {
            return new PointOfNoReturn(plan.on(domain), started, finished)
                    .passed(inner, done, state);
        }
        return switch (step.reversal()) {
            case Reversal.OneWay _ -> true;
            case Reversal.Final _ -> done || happened(step, state);
            case Reversal.By _, Reversal.Nothing _ -> written(step, done, state);
        };
    }

    private boolean written(Step step, boolean done, HostState state) {
        if (step instanceof ImageStep.CreateOverlay(var _, var overlay, var _, var _, var _)) {
            return state.layer(overlay).filter(layer -> !layer.empty()).isPresent()
                    || runsOn(overlay, state);
        }
        if (step instanceof CloneStep.DefineClone define) {
            return isMade(define, step, state);
        }
        if (step instanceof CloneStep.ResumeClone resume) {
            return isMade(resume.define(), step, state);
        }
        if (step instanceof ArchiveStep.DefineImport define) {
            return state.domain(define.made()).filter(made -> used(made, define)).isPresent();
        }
        if (step instanceof ImageStep.CopyLayer) {
            return domain(state).filter(domain -> hasMoved(domain, state)).isPresent();
        }
        if (step instanceof MirrorStep.MirrorHead mirror) {
            return domain(state).filter(domain -> isOn(domain, mirror.copy(), state)).isPresent()
                    || lostOn(mirror, state);
        }
        if (step instanceof InternalStep.CopySnapshot(var _, var snapshot, var _, var copy)) {
            return changed(copy, snapshot, state) || runsOn(copy, state);
        }
        return step instanceof InternalStep.ResetImage(var _, var snapshot, var image)
                && (runsOn(image, state) || (done && changed(image, snapshot, state)));
    }

    /// From the copy of its last head on, the domain can be started on the copies.
    /// libvirt doesn't know of the guest, which has gone over.
    private boolean lostOn(MirrorStep.MirrorHead mirror, HostState state) {
        return state.halfDone(plan.intent().domain())
                .lost()
                .filter(qemu -> qemu.pivoted(mirror.head(), mirror.copy()))
                .isPresent();
    }

    private boolean hasMoved(Domain domain, HostState state) {
        if (plan.steps().stream().anyMatch(MirrorStep.MirrorHead.class::isInstance)) {
            return false; // The heads are moved by those.
        }
        var heads =
                plan.steps().stream()
                        .filter(ImageStep.CopyLayer.class::isInstance)
                        .map(step -> ((ImageStep.CopyLayer) step).copy())
                        .filter(copy -> isOn(domain, copy, state))
                        .toList();
        return !heads.isEmpty() && state.layers().keySet().containsAll(heads);
    }

    /// With the last of them all is done: whoever has used it since keeps it.
    private boolean isMade(CloneStep.DefineClone define, Step step, HostState state) {
        return state.domain(define.made())
                .filter(made -> used(made) || step.equals(plan.steps().getLast()))
                .isPresent();
    }

    /// A guest has run on the new domain, or somebody takes it for his.
    private static boolean used(Domain clone) {
        return clone.state().active() || clone.managedSave() || !clone.snapshots().isEmpty();
    }

    /// The last snapshot is defined last.
    private static boolean used(Domain made, ArchiveStep.DefineImport define) {
        var imported = define.snapshots().stream().map(ArchivedSnapshot::name).toList();
        return made.state().active()
                || made.managedSave()
                || made.snapshots().size() >= imported.size()
                || !made.snapshots().stream()
                        .allMatch(snapshot -> imported.contains(snapshot.name()));
    }

    private static boolean changed(Path image, SnapshotName snapshot, HostState state) {
        return state.layer(image)
                .filter(layer ->
                        layer.internalSnapshot(snapshot)
                                .filter(InternalSnapshot::unchanged)
                                .isEmpty())
                .isPresent();
    }

    /// The metadata of a snapshot is written last, after the disks have been switched: so a snapshot
    /// that isn't known may still have happened.
    private boolean happened(Step step, HostState state) {
        return step instanceof TakeStep.TakeSnapshot taken
                && domain(state)
                        .filter(domain ->
                                domain.snapshot(taken.name()).isPresent()
                                        || switched(domain, taken.overlays())
                                        || holds(domain, taken, state))
                        .isPresent();
    }

    /// No image held an internal snapshot of that name when the plan was made.
    private static boolean holds(Domain domain, TakeStep.TakeSnapshot taken, HostState state) {
        return taken.overlays().isEmpty()
                && domain.disks().stream()
                        .flatMap(disk -> disk.source().image().stream())
                        .flatMap(image -> state.layer(image).stream())
                        .anyMatch(layer -> layer.internalSnapshot(taken.name()).isPresent());
    }

    private static boolean switched(Domain domain, List<Placement> overlays) {
        return overlays.stream().anyMatch(placed -> isHead(domain, placed.image()));
    }

    /// Somebody may have taken a snapshot since.
    private static boolean isOn(Domain domain, Path image, HostState state) {
        return state.reads(domain.allDisks(), image);
    }

    private static boolean isHead(Domain domain, Path image) {
        return domain.allDisks().anyMatch(disk -> is(disk, image));
    }

    private static boolean runsOn(Path image, HostState state) {
        return state.domains().stream().anyMatch(domain -> runsOn(domain, image));
    }

    private static boolean runsOn(Domain domain, Path overlay) {
        return domain.state().active() && domain.disks().stream().anyMatch(d -> is(d, overlay));
    }

    private Optional<Domain> domain(HostState state) {
        return state.domain(plan.intent().domain());
    }

    private static boolean is(Disk disk, Path image) {
        return disk.source().image().filter(image::equals).isPresent();
    }
}
