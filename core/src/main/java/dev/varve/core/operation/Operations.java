package dev.varve.core.operation;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.doctor.MendDomain;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.NewNames;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// The one entrance to everything that changes a domain.
///
/// Each operation holds the lock of its domain, or of all its domains, and has a journal, so that one that is cut can be
/// recovered by [#recover].
public final class Operations {
    private final Hypervisor hypervisor;
    private final Journal journal;
    private final DomainLocks locks;
    private final InstantSource clock;
    private final Set<Path> places;

    /// @param clock tells when an operation began
    public Operations(
            Hypervisor hypervisor, JournalStorage storage, DomainLocks locks, InstantSource clock) {
        this(hypervisor, storage, locks, clock, Set.of());
    }

    /// @param clock tells when an operation began
    /// @param places what plans are about besides the places that domains lead to
    public Operations(
            Hypervisor hypervisor,
            JournalStorage storage,
            DomainLocks locks,
            InstantSource clock,
            Set<Path> places) {
        this.places = Set.copyOf(places);
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
    ///     operation, and nothing has been touched; if the operation could not be ended; or if it has ended without the
    ///     merge that was asked for
    /// @throws HypervisorException if a step failed and all has been
    ///     taken back, or if nothing could be observed
    /// @throws JournalException if the journal can't be written; what was begun is left to
    ///     [#recover]
    public Planned run(
            DomainRef domain, Function<HostState, Planned> planner, OperationProgress progress) {
        return run(List.of(domain), planner, progress);
    }

    /// The same for a plan about several domains.
    ///
    /// Throws as [#run(DomainRef, Function, OperationProgress)] does.
    ///
    /// @param domains all that the plan is about, in the order of [Intent#domains]
    public Planned run(
            List<DomainRef> domains,
            Function<HostState, Planned> planner,
            OperationProgress progress) {
        try (var _ = lock(domains)) {
            domains.forEach(this::refusePending);
            var state = hypervisor.observe(places);
            var told = new ArrayList<String>();
            var planned = plan(planner, state, told::add);
            if (planned instanceof Plan plan && nameFrozen(plan, state, progress)) {
                told.clear();
                planned = plan(planner, hypervisor.observe(places), told::add);
            }
            told.forEach(progress::note);
            if (planned instanceof Plan plan) {
                perform(plan, progress);
            }
            return planned;
        }
    }

    /// Observes and plans as [#run(DomainRef, Function, OperationProgress)] does, and performs nothing.
    ///
    /// @throws HypervisorException if nothing could be observed
    public Planned plan(Function<HostState, Planned> planner) {
        return plan(hypervisor.observe(places), planner);
    }

    /// Plans by what was observed before, and performs nothing: for many plans at one look.
    ///
    /// @throws HypervisorException if what the plan needs besides can't be found out
    public Planned plan(HostState state, Function<HostState, Planned> planner) {
        return plan(planner, state, _ -> {});
    }

    /// @param told gets the remarks that were not the planner's
    private Planned plan(
            Function<HostState, Planned> planner, HostState state, Consumer<String> told) {
        var planned =
                planner.apply(state)
                        .unless(NewNames::refuse)
                        .unless(plan -> NewFiles.refuse(hypervisor, plan))
                        .unless(plan -> Checkpoints.refuse(hypervisor, state, plan))
                        .unless(plan -> WritableFiles.refuse(hypervisor, state, plan))
                        .unless(plan -> PausedMerges.refuse(hypervisor, state, plan))
                        .unless(plan -> MergedImages.refuse(hypervisor, state, plan))
                        .unless(plan -> NeededRoom.refuse(hypervisor, state, plan));
        return switch (planned) {
            case Refusal refusal -> refusal;
            case Plan plan -> {
                var remarks = Checkpoints.remarks(hypervisor, state, plan);
                remarks.forEach(told);
                yield plan.as(plan.intent(), remarks);
            }
        };
    }

    /// Performs a plan that was made before the lock was taken. It is for plans that fit whatever
    /// is there; where somebody else may have changed the domain since, let the plan be made under
    /// the lock.
    ///
    /// Throws as [#run(DomainRef, Function, OperationProgress)] does.
    public void run(Plan plan, OperationProgress progress) {
        try (var _ = lock(plan.intent().domains())) {
            plan.intent().domains().forEach(this::refusePending);
            perform(plan, progress);
        }
    }

    /// Looks at a domain that nobody works on, and that nobody begins to work on until `look` returns:
    /// what it finds, and takes hold of, is what the next operation meets.
    ///
    /// @return what `look` makes of what is there
    /// @throws OperationException if somebody else works on the domain or it has an unfinished
    ///     operation
    /// @throws HypervisorException if nothing could be observed
    public <T> T atRest(DomainRef domain, Function<HostState, T> look) {
        try (var _ = lock(List.of(domain))) {
            refusePending(domain);
            return look.apply(hypervisor.observe());
        }
    }

    /// Ends the domain's unfinished operation, if there is one, for all domains that it is about.
    ///
    /// @throws OperationException if somebody else works on the domain, or if the operation could
    ///     not be ended: recovering may be tried again
    public Optional<Recovered> recover(DomainRef domain, OperationProgress progress) {
        var domains = concerned(domain);
        try (var _ = lock(domains)) {
            return unfinished(domain).map(found -> recovery(found, domains, progress).end());
        }
    }

    /// {@return the domains that the unfinished operation on the domain is about}
    private List<DomainRef> concerned(DomainRef domain) {
        return journal.unfinished().stream()
                .filter(found -> found.concerns(domain.uuid()))
                .findFirst()
                .map(found -> found.intent().domains())
                .or(() -> journal.damaged(domain.uuid()).map(DamagedJournal::domains))
                .filter(domains -> !domains.isEmpty())
                .orElse(List.of(domain));
    }

    /// Ends the domain's unfinished operation as it stands, for all domains that it is about: a way out where
    /// it can't be recovered. No image and no metadata is touched; a guest that it holds is let go.
    ///
    /// @return what is left half done; empty if there is no unfinished operation
    /// @throws OperationException if somebody works on the domain
    public Optional<Abandoned> abandon(DomainRef domain, OperationProgress progress) {
        var domains = concerned(domain);
        try (var _ = lock(domains)) {
            return journal.damaged(domain.uuid())
                    .map(this::abandon)
                    .or(() ->
                            journal.unfinished(domain.uuid())
                                    .map(found -> abandon(found, domains, progress)));
        }
    }

    private Abandoned abandon(DamagedJournal damaged) {
        journal.retire(damaged);
        return new Abandoned.Untold(damaged.reason());
    }

    private Abandoned abandon(
            Unfinished found, List<DomainRef> locked, OperationProgress progress) {
        refuseUnlocked(found, locked);
        var failures =
                Operation.takeUp(hypervisor, journal, found, progress)
                        .letGuestsGo(found.paused().isPresent());
        journal.retire(found.intent().domain());
        return Abandoned.of(found, failures);
    }

    /// Between the look at the journals and the locks, another process may have ended the one operation
    /// and begun another.
    private Recovery recovery(
            Unfinished found, List<DomainRef> locked, OperationProgress progress) {
        refuseUnlocked(found, locked);
        return new Recovery(hypervisor, journal, found, progress);
    }

    private static void refuseUnlocked(Unfinished found, List<DomainRef> locked) {
        if (!Set.copyOf(locked).containsAll(found.intent().domains())) {
            throw OperationException.busy(found.intent().domain(), OptionalLong.empty());
        }
    }

    /// {@return the journals that can't be read, each of which stops its own domain}
    public List<DamagedJournal> damaged() {
        return journal.damaged();
    }

    /// {@return every unfinished operation whose journal can be read; one may be running in another process}
    public List<Unfinished> unfinished() {
        return journal.unfinished();
    }

    /// {@return whether somebody works on the domain at this moment}
    ///
    /// @throws JournalException if that can't be found out
    public boolean isAtWork(DomainRef domain) {
        return locks.isHeld(domain);
    }

    /// A plan goes by what snapshots froze, so that is what their metadata has to name first.
    ///
    /// @return whether any of it has changed
    private boolean nameFrozen(Plan plan, HostState state, OperationProgress progress) {
        boolean changed = false;
        if (!plan.steps().isEmpty() && plan.intent().kind() != Intent.Kind.MEND) {
            for (var domain : plan.intent().domains()) {
                var names = MendDomain.names(state, domain);
                perform(Plan.of(new Intent(Intent.Kind.MEND, domain, List.of()), names), progress);
                changed |= !names.isEmpty();
            }
        }
        return changed;
    }

    private void perform(Plan plan, OperationProgress progress) {
        if (plan.steps().isEmpty()) {
            return;
        }
        var operation = Operation.begin(hypervisor, journal, plan, clock.instant(), progress);
        operation.forward();
        operation.requireMerged();
    }

    private HeldLocks lock(List<DomainRef> domains) {
        if (Thread.interrupted()) {
            throw new HypervisorException(
                    HypervisorException.Kind.CANCELLED,
                    "cannot work on domain " + domains.getFirst() + ": cancelled");
        }
        return HeldLocks.of(locks, domains);
    }

    private void refusePending(DomainRef domain) {
        unfinished(domain)
                .ifPresent(operation -> {
                    throw OperationException.pending(domain, operation);
                });
    }

    private Optional<Unfinished> unfinished(DomainRef domain) {
        try {
            return journal.unfinished(domain.uuid());
        } catch (JournalException e) {
            throw new JournalException(
                    e.getMessage()
                            + "; run \"varve recover "
                            + domain
                            + " --abandon\" to give its operation up",
                    e);
        }
    }
}
