package dev.varve.core.operation;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.PointOfNoReturn;
import dev.varve.core.plan.Reachability;
import dev.varve.core.plan.Reversal;
import dev.varve.core.plan.Step;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// The performance of a plan, in step with its journal: forward to its end, or back to where it
/// began. Whoever has one holds the domain's lock.
final class Operation {
    private final Hypervisor hypervisor;
    private final Journal journal;
    private final Plan plan;
    private final OperationProgress progress;
    private int started;
    private int finished;

    private Operation(
            Hypervisor hypervisor, Journal journal, Plan plan, OperationProgress progress) {
        this.hypervisor = hypervisor;
        this.journal = journal;
        this.plan = plan;
        this.progress = progress;
    }

    /// Writes the plan down. Nothing is touched yet.
    static Operation begin(
            Hypervisor hypervisor,
            Journal journal,
            Plan plan,
            Instant startedAt,
            OperationProgress progress) {
        journal.begin(plan, startedAt);
        return new Operation(hypervisor, journal, plan, progress);
    }

    /// Takes up an operation that was cut, where its journal ends.
    static Operation takeUp(
            Hypervisor hypervisor,
            Journal journal,
            Unfinished operation,
            OperationProgress progress) {
        var taken = new Operation(hypervisor, journal, operation.plan(), progress);
        taken.started = operation.started();
        taken.finished = operation.finished();
        return taken;
    }

    /// Performs the steps that aren't finished, and closes the journal.
    ///
    /// @throws HypervisorException if a step failed and all has been taken back
    /// @throws OperationException if a step failed and there is only the way forward
    void forward() {
        while (finished < plan.steps().size()) {
            try {
                perform(finished);
            } catch (HypervisorException e) {
                throw failed(e);
            }
        }
        journal.close(domain());
    }

    /// Performs a finished step again, which changes nothing unless somebody has interfered.
    void again(Step step) {
        hypervisor.perform(domain(), step, progress);
    }

    /// Takes back what was started, last step first, and closes the journal.
    ///
    /// @param undone the places of the steps that have been taken back before
    void back(Set<Integer> undone) {
        for (int i = started - 1; i >= 0; i--) {
            if (!undone.contains(i)) {
                takeBack(i);
            }
        }
        journal.close(domain());
    }

    /// {@return whether there is only the way forward}
    boolean pastNoReturn() {
        return new PointOfNoReturn(plan, started, finished).passed(hypervisor.observe());
    }

    void startUndo() {
        journal.append(domain(), new JournalEntry.UndoStarted());
    }

    private DomainRef domain() {
        return plan.intent().domain();
    }

    private void perform(int index) {
        var step = plan.steps().get(index);
        progress.performing(step, index + 1, plan.steps().size());
        check(step);
        journal.append(domain(), new JournalEntry.Started(index));
        started = Math.max(started, index + 1);
        hypervisor.perform(domain(), step, progress);
        journal.append(domain(), new JournalEntry.Finished(index));
        finished = index + 1;
    }

    /// What can be checked before the step is started doesn't keep the operation from being undone.
    private void check(Step step) {
        if (Thread.interrupted()) {
            throw new HypervisorException(
                    HypervisorException.Kind.CANCELLED,
                    "cannot " + step.describe() + ": cancelled");
        }
        if (step instanceof Step.DefineDomain define && !stopsGuest()) {
            refuseStarted(define);
        }
        if (step instanceof Step.RemoveImage(var image)) {
            var users = new Reachability(hypervisor.observe()).users(image);
            if (!users.isEmpty()) {
                throw new HypervisorException(
                        HypervisorException.Kind.BUSY,
                        "cannot remove " + image + ": it is needed by " + String.join(", ", users));
            }
        }
    }

    private boolean stopsGuest() {
        return plan.steps().stream().anyMatch(Step.StopDomain.class::isInstance);
    }

    /// A guest that somebody started since the plan was made would go on with the old disks. One that
    /// has the new disks was started after the step was performed, which is about to be repeated.
    private void refuseStarted(Step.DefineDomain step) {
        var running =
                hypervisor
                        .observe()
                        .domain(domain())
                        .filter(domain -> domain.state().active() && !runsAsDefined(domain, step));
        if (running.isPresent()) {
            throw new HypervisorException(
                    HypervisorException.Kind.BUSY,
                    "cannot "
                            + step.describe()
                            + ": domain "
                            + domain()
                            + " was started meanwhile; try again");
        }
    }

    private static boolean runsAsDefined(Domain domain, Step.DefineDomain step) {
        return step.placements().stream()
                .allMatch(placed ->
                        domain.disk(placed.disk())
                                .flatMap(disk -> disk.source().image())
                                .equals(Optional.of(placed.image())));
    }

    private RuntimeException failed(HypervisorException failure) {
        journal.append(domain(), new JournalEntry.Failed(finished, message(failure)));
        try {
            if (pastNoReturn()) {
                return noWayBack(failure);
            }
            startUndo();
            back(Set.of());
            return failure;
        } catch (HypervisorException e) {
            failure.addSuppressed(e);
            return OperationException.unfinished(plan.intent(), failure);
        }
    }

    private OperationException noWayBack(HypervisorException failure) {
        boolean last = finished == plan.steps().size() - 1;
        if (last && startsGuest(plan.steps().getLast())) {
            journal.close(domain());
            return OperationException.notStarted(plan.intent(), failure);
        }
        return OperationException.unfinished(plan.intent(), failure);
    }

    private static boolean startsGuest(Step step) {
        return step instanceof Step.StartDomain || step instanceof Step.RestoreMemory;
    }

    private static String message(HypervisorException failure) {
        return String.valueOf(failure.getMessage());
    }

    private void takeBack(int index) {
        switch (plan.steps().get(index).reversal()) {
            case Reversal.By(var undo) -> {
                progress.undoing(undo);
                hypervisor.perform(domain(), undo, progress);
            }
            // A final step that is taken back has not happened.
            case Reversal.Nothing _, Reversal.Final _ -> {}
            case Reversal.OneWay _ ->
                    throw new IllegalStateException(
                            "internal error: undo after the point of no return");
        }
        journal.append(domain(), new JournalEntry.Undone(index));
    }
}
