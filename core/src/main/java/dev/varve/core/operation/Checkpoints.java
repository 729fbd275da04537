package dev.varve.core.operation;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.GuestStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.MemoryStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.StoreStep;
import dev.varve.core.plan.step.TakeStep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/// What a plan means for the checkpoints of its domains. libvirt 9.0 neither takes nor redefines a snapshot of a shut-off
/// domain that has one (qemuDomainSupportsCheckpointsBlockjobs asks the capabilities of a QEMU that isn't there): a step
/// that does would fail, perhaps behind the point of no return. And where the disks change, the dirty bitmaps of checkpoints
/// are lost.
record Checkpoints(Hypervisor hypervisor, HostState state, Plan plan) {
    /// {@return why the plan can't be performed}
    static Optional<Refusal> refuse(Hypervisor hypervisor, HostState state, Plan plan) {
        return new Checkpoints(hypervisor, state, plan).refuse();
    }

    /// {@return what to know of checkpoints whose bitmaps the plan loses}
    static List<String> remarks(Hypervisor hypervisor, HostState state, Plan plan) {
        return new Checkpoints(hypervisor, state, plan).remarks();
    }

    private Optional<Refusal> refuse() {
        return domains((step, active) -> !active && redefines(step)).stream()
                .flatMap(domain -> refuse(domain).stream())
                .findFirst();
    }

    private Optional<Refusal> refuse(DomainRef domain) {
        var names = hypervisor.checkpoints(domain);
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Refusal.NotYet(
                                plan.intent().toString(),
                                "libvirt takes and changes no snapshot of a shut-off domain with a"
                                        + " checkpoint, and "
                                        + domain
                                        + " has "
                                        + String.join(", ", names),
                                (runs(domain) ? "" : "start the domain, or ")
                                        + forget(domain, names)));
    }

    private List<String> remarks() {
        return domains((step, active) -> losesBitmaps(step, active)).stream()
                .map(domain -> remark(domain, hypervisor.checkpoints(domain)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> remark(DomainRef domain, List<String> names) {
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "the checkpoints of %s (%s) don't describe its disks any more: %s"
                                .formatted(
                                        domain, String.join(", ", names), forget(domain, names)));
    }

    private static String forget(DomainRef domain, List<String> names) {
        return "forget %s with \"virsh checkpoint-delete %s %s --metadata\", and let the next backup be a full one"
                .formatted(names.size() == 1 ? "it" : "each", domain, names.getFirst());
    }

    private boolean runs(DomainRef domain) {
        return state.domain(domain).map(Domain::state).filter(now -> now.active()).isPresent();
    }

    /// {@return the domains of steps that `asked` holds for, which gets whether the domain is active by then}
    private List<DomainRef> domains(BiPredicate<Step, Boolean> asked) {
        var found = new ArrayList<DomainRef>();
        var changed = new HashSet<DomainRef>();
        for (var step : plan.steps()) {
            var domain = step.domain(plan.intent().domain());
            if (step.plain() instanceof DomainStep.StopDomain
                    || step.plain() instanceof DomainStep.StartDomain) {
                if (runs(domain) == step.plain() instanceof DomainStep.StopDomain) {
                    changed.add(domain);
                } else {
                    changed.remove(domain);
                }
            }
            boolean active = runs(domain) != changed.contains(domain);
            if (asked.test(step.plain(), active) && !found.contains(domain)) {
                found.add(domain);
            }
        }
        return found;
    }

    private static boolean redefines(Step step) {
        return switch (step) {
            case TakeStep s -> !(s instanceof TakeStep.UntakeSnapshot);
            case SnapshotStep s -> redefines(s);
            case Step.OnDomain _,
                    ArchiveStep _,
                    CloneStep _,
                    DomainStep _,
                    GuestStep _,
                    ImageStep _,
                    InternalStep _,
                    MemoryStep _,
                    MergeStep _,
                    MirrorStep _,
                    StoreStep _ ->
                    false;
        };
    }

    private static boolean redefines(SnapshotStep step) {
        return switch (step) {
            case SnapshotStep.RecordSnapshot _,
                    SnapshotStep.SelectSnapshot _,
                    SnapshotStep.RepointSnapshot _,
                    SnapshotStep.Annotate _,
                    SnapshotStep.Describe _,
                    SnapshotStep.ClearDeleteMarks _ ->
                    true;
            // Its children get another parent.
            case SnapshotStep.ForgetSnapshot forget -> !forget.children().isEmpty();
            case SnapshotStep.RestoreSnapshot _, SnapshotStep.DeselectSnapshot _ -> false;
        };
    }

    private static boolean losesBitmaps(Step step, boolean active) {
        return step instanceof DomainStep.DefineDomain define
                ? !define.placements().isEmpty()
                : step instanceof MergeStep && !active;
    }
}
