package dev.varve.core.operation;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.RunState;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.util.Optional;

/// The block jobs that a plan wants of the QEMU of a paused guest. One that has saved or loaded the guest's memory may
/// not be able to do them before the guest is resumed, and would say so behind the point of no return.
final class PausedMerges {
    private final Hypervisor hypervisor;
    private final HostState state;
    private final Plan plan;

    private PausedMerges(Hypervisor hypervisor, HostState state, Plan plan) {
        this.hypervisor = hypervisor;
        this.state = state;
        this.plan = plan;
    }

    /// {@return why the plan can't be performed while the guest is paused}
    static Optional<Refusal> refuse(Hypervisor hypervisor, HostState state, Plan plan) {
        return new PausedMerges(hypervisor, state, plan).refuse();
    }

    /// What comes after a stop of the guest has no QEMU, or another one.
    private Optional<Refusal> refuse() {
        for (var step : plan.steps()) {
            var job = step.plain();
            if (job instanceof DomainStep.StopDomain) {
                return Optional.empty();
            }
            var image = image(job);
            if (image.isPresent()) {
                var refusal = refuse(step.domain(plan.intent().domain()), job, image.get());
                if (refusal.isPresent()) {
                    return refusal;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> image(Step job) {
        return switch (job) {
            case MergeStep.Commit commit -> Optional.of(commit.base());
            case MergeStep.Pull pull -> Optional.of(pull.top());
            case MirrorStep.MirrorHead mirror -> Optional.of(mirror.head());
            default -> Optional.empty();
        };
    }

    private Optional<Refusal> refuse(DomainRef domain, Step job, Path image) {
        return state.domain(domain)
                .filter(observed -> observed.state() == RunState.PAUSED && hasOpen(observed, image))
                .flatMap(_ -> hypervisor.released(domain, job))
                .map(why ->
                        new Refusal.NotYet(
                                plan.intent().toString(),
                                "the QEMU of the paused guest can't do it, since " + why,
                                "resume the guest (\"virsh resume "
                                        + domain
                                        + "\"), or shut it off, first"));
    }

    private boolean hasOpen(Domain observed, Path image) {
        return state.reads(observed.disks().stream(), image);
    }
}
