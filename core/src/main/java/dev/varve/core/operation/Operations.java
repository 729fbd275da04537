package dev.varve.core.operation;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.Planned;
import dev.varve.core.plan.Refusal;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The one entrance to everything that changes a domain.
///
/// Each operation holds its domain's lock and has a journal, so that one that is cut can be
/// recovered by [#recover].
public final class Operations {
    private final Hypervisor hypervisor;
    private final Journal journal;
    private final DomainLocks locks;
    private final InstantSource clock;

    /// @param clock tells when an operation began
    public Operations(
            Hypervisor hypervisor, JournalStorage storage, DomainLocks locks, InstantSource clock) {
        this.hypervisor = hypervisor;
        this.journal = new Journal(storage);
        this.locks = locks;
        this.clock = clock;
    }

    /// Observes, plans and performs, all of it under the domain's lock, so that the plan fits what
    /// is there.
    ///
    /// @return the plan, which has been performed, or the refusal, and nothing has been touched
    /// @throws OperationException if somebody else works on the domain or it has an unfinished
    ///     operation, and nothing has been touched; or if the operation could not be ended
    /// @throws HypervisorException if a step failed and all has been
    ///     taken back, or if nothing could be observed
    /// @throws JournalException if the journal can't be written; what was begun is left to
    ///     [#recover]
    public Planned run(
            DomainRef domain, Function<HostState, Planned> planner, OperationProgress progress) {
        try (var _ = lock(domain)) {
            refusePending(domain);
            var planned = planner.apply(hypervisor.observe());
            switch (planned) {
                case Plan plan -> perform(plan, progress);
                case Refusal _ -> {}
            }
            return planned;
        }
    }

    /// Performs a plan that was made before the lock was taken. It is for plans that fit whatever
    /// is there; where somebody else may have changed the domain since, let the plan be made under
    /// the lock.
    ///
    /// Throws as [#run(DomainRef, Function, OperationProgress)] does.
    public void run(Plan plan, OperationProgress progress) {
        try (var _ = lock(plan.intent().domain())) {
            refusePending(plan.intent().domain());
            perform(plan, progress);
        }
    }

    /// Ends the domain's unfinished operation, if there is one.
    ///
    /// @throws OperationException if somebody else works on the domain, or if the operation could
    ///     not be ended: recovering may be tried again
    public Optional<Recovered> recover(DomainRef domain, OperationProgress progress) {
        try (var _ = lock(domain)) {
            return journal.unfinished(domain.uuid())
                    .map(found -> new Recovery(hypervisor, journal, found, progress).end());
        }
    }

    /// {@return every unfinished operation; one may be running in another process}
    public List<Unfinished> unfinished() {
        return journal.unfinished();
    }

    private void perform(Plan plan, OperationProgress progress) {
        if (plan.steps().isEmpty()) {
            return;
        }
        Operation.begin(hypervisor, journal, plan, clock.instant(), progress).forward();
    }

    private DomainLock lock(DomainRef domain) {
        if (Thread.interrupted()) {
            throw new HypervisorException(
                    HypervisorException.Kind.CANCELLED,
                    "cannot work on domain " + domain + ": cancelled");
        }
        return switch (locks.attempt(domain)) {
            case DomainLocks.Attempt.Held(var lock) -> lock;
            case DomainLocks.Attempt.Busy(var holder) ->
                    throw OperationException.busy(domain, holder);
        };
    }

    private void refusePending(DomainRef domain) {
        journal.unfinished(domain.uuid())
                .ifPresent(operation -> {
                    throw OperationException.pending(operation);
                });
    }
}
