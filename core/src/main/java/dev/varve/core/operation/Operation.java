package dev.varve.core.operation;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.step.GuestStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Reversal;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The performance of a plan, in step with its journal: forward to its end, or back to where it
/// began. Whoever has one holds the locks of all domains that the plan is about.
final class Operation {
    private final Hypervisor hypervisor;
    private final Journal journal;
    private final Plan plan;
    private final OperationProgress progress;
    private final PlanStorage storage;
    private final StepChecks checks;
    private final KeptLayers kept;
    private int started;
    private int finished;

    private Operation(
            Hypervisor hypervisor,
            Journal journal,
            Plan plan,
            List<NotedDirectory> directories,
            KeptLayers kept,
            OperationProgress progress) {
        this.hypervisor = hypervisor;
        this.journal = journal;
        this.plan = plan;
        this.progress = progress;
        this.storage = new PlanStorage(hypervisor, plan, directories);
        this.kept = kept;
        this.checks = new StepChecks(hypervisor, plan, storage);
    }

    /// Writes the plan down. Nothing is touched yet.
    static Operation begin(
            Hypervisor hypervisor,
            Journal journal,
            Plan plan,
            Instant startedAt,
            OperationProgress progress) {
        var directories = PlanStorage.note(hypervisor, plan);
        journal.begin(plan, startedAt, directories);
        return new Operation(
                hypervisor, journal, plan, directories, new KeptLayers(plan, Map.of()), progress);
    }

    /// Takes up an operation that was cut, where its journal ends.
    static Operation takeUp(
            Hypervisor hypervisor,
            Journal journal,
            Unfinished operation,
            OperationProgress progress) {
        var taken =
                new Operation(
                        hypervisor,
                        journal,
                        operation.plan(),
                        operation.directories(),
                        new KeptLayers(operation.plan(), operation.kept()),
                        progress);
        taken.started = operation.started();
        taken.finished = operation.finished();
        return taken;
    }

    /// Performs the steps that aren't finished, and closes the journal.
    ///
    /// @throws HypervisorException if a step failed and all has been taken back
    /// @throws OperationException if a step failed and there is only the way forward
    void forward() {
        try {
            performAll();
        } catch (JournalException e) {
            letGo(e);
            throw e;
        }
        journal.close(domain());
    }

    /// @throws OperationException if the operation ended without the merge that was asked for
    void requireMerged() {
        kept.unmerged()
                .ifPresent(why -> {
                    throw OperationException.unmerged(plan.intent(), why);
                });
    }

    private void performAll() {
        try {
            while (finished < plan.steps().size()) {
                perform(finished);
            }
            noteKept();
        } catch (HypervisorException e) {
            throw failed(e);
        }
    }

    /// Performed again by a recovery: what is noted needs no noting.
    private void noteKept() {
        if (kept.all().isEmpty()) {
            return;
        }
        var state = hypervisor.observe();
        var domains =
                plan.intent().domains().stream()
                        .flatMap(domain -> state.domain(domain).stream())
                        .toList();
        domains.stream()
                .flatMap(domain ->
                        kept.note(domain).stream()
                                .map(note -> new Step.OnDomain(domain.ref(), note)))
                .forEach(note -> hypervisor.perform(domain(), note, progress));
        kept.all().forEach(stays -> progress.note("did not " + stays.why()));
        domains.stream()
                .flatMap(domain -> kept.remedies(domain, state).stream())
                .forEach(remedy -> progress.note("no snapshot is left to note that; " + remedy));
    }

    /// What somebody needs stays, and so does what was to be done for the sake of its going.
    ///
    /// @return whether the step is left out
    private boolean keeps(int index) {
        var step = plan.steps().get(index);
        var follows =
                kept.changed(step)
                        .map(layer ->
                                new JournalEntry.Kept(
                                        index,
                                        List.of(),
                                        step.describe() + ": " + layer + " stays"));
        var stays = follows.or(() -> checks.before(index));
        stays.ifPresent(found -> {
            if (follows.isEmpty() && !goesOn(step)) {
                throw new HypervisorException(
                        HypervisorException.Kind.BUSY, "cannot " + found.why());
            }
            keep(index, found);
        });
        return stays.isPresent();
    }

    /// Before there is only the way forward, all is taken back rather than half of it done.
    private boolean goesOn(Step step) {
        return step.plain() instanceof ImageStep.RemoveImage || pastNoReturn();
    }

    /// Performs a finished step again, which changes nothing unless somebody has interfered.
    ///
    /// @param index the step's place in the plan
    void again(int index) {
        storage.require(plan.steps().get(index));
        hypervisor.perform(domain(), plan.steps().get(index), journalled(index));
    }

    /// Lets the guest run again that the step had paused.
    void resumeGuest(int index) {
        var resume = new GuestStep.ResumeGuest();
        progress.undoing(resume);
        hypervisor.perform(domain(), resume, progress);
        journal.append(domain(), new JournalEntry.GuestResumed(index));
    }

    private JournalledProgress journalled(int index) {
        return new JournalledProgress(journal, domain(), index, progress);
    }

    /// Takes back what was started, last step first, and closes the journal.
    ///
    /// Of several domains, what fails on one is no reason to leave the guests of the others frozen or
    /// paused, or its own: all else is taken back nevertheless.
    ///
    /// @param undone the places of the steps that have been taken back before
    /// @throws HypervisorException if a step could not be taken back; the journal is kept
    void back(Set<Integer> undone) {
        var failures = new ArrayList<HypervisorException>();
        var stuck = new HashSet<DomainRef>();
        for (int i = started - 1; i >= 0; i--) {
            var domain = plan.steps().get(i).domain(domain());
            if (undone.contains(i) || (stuck.contains(domain) && !holdsGuest(i))) {
                continue;
            }
            try {
                takeBack(i);
            } catch (HypervisorException e) {
                failures.add(e);
                stuck.add(domain);
            }
        }
        if (!failures.isEmpty()) {
            throw first(failures);
        }
        journal.close(domain());
    }

    private boolean holdsGuest(int index) {
        return plan.steps().get(index).reversal() instanceof Reversal.By(var undo) && undo.letsGo();
    }

    private static HypervisorException first(List<HypervisorException> failures) {
        var first = failures.getFirst();
        failures.stream().skip(1).forEach(first::addSuppressed);
        return first;
    }

    /// {@return whether there is only the way forward}
    ///
    /// @throws HypervisorException if that can't be told, as where the storage is away
    boolean pastNoReturn() {
        var point = new PointOfNoReturn(plan, started, finished);
        return started > 0 && point.groupTaken().orElseGet(() -> passed(point));
    }

    private boolean passed(PointOfNoReturn point) {
        var state = hypervisor.observe();
        storage.requireTold(plan.steps().subList(0, started), state);
        return point.passed(state);
    }

    /// @throws HypervisorException if a directory isn't there, or isn't the one that it was when this began
    void requireStorage() {
        storage.require();
    }

    /// {@return whether a file is gone for certain}
    ///
    /// @throws HypervisorException if it can't be told
    boolean gone(Path file) {
        return storage.gone(file);
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
        refuseCancelled(step);
        if (keeps(index)) {
            return;
        }
        journal.append(domain(), new JournalEntry.Started(index));
        started = Math.max(started, index + 1);
        if (performs(index)) {
            storage.requireDirectories(step);
            journal.append(domain(), new JournalEntry.Finished(index));
            finished = index + 1;
        }
    }

    /// A merge for which there is no room is left out: whoever waited for room would have the domain wait, too.
    ///
    /// @return whether the step is done, rather than left out
    private boolean performs(int index) {
        try {
            hypervisor.perform(domain(), plan.steps().get(index), journalled(index));
            return true;
        } catch (HypervisorException e) {
            var kept = checks.unmerged(index, e);
            kept.ifPresent(stays -> keep(index, stays));
            if (kept.isEmpty()) {
                throw e;
            }
            return false;
        }
    }

    private void keep(int index, JournalEntry.Kept stays) {
        journal.append(domain(), stays);
        kept.add(stays);
        started = Math.max(started, index + 1);
        finished = index + 1;
    }

    /// With every snapshot of a group taken, what is left is to let the guests go.
    private void refuseCancelled(Step step) {
        var taken = new PointOfNoReturn(plan, started, finished).groupTaken();
        if (!taken.orElse(false) && Thread.interrupted()) {
            throw new HypervisorException(
                    HypervisorException.Kind.CANCELLED,
                    "cannot " + step.describe() + ": cancelled");
        }
    }

    private RuntimeException failed(HypervisorException failure) {
        // A cancel has done its work: what is taken back now must not be cut by it, as each file
        // would be.
        var _ = Thread.interrupted();
        journal.append(domain(), new JournalEntry.Failed(finished, message(failure)));
        try {
            if (pastNoReturn()) {
                letGo(failure);
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

    /// Lets every guest go that is held for the moment at which the snapshots are taken. Recovery does
    /// it again, so nothing is written down.
    private void letGo(RuntimeException failure) {
        plan.steps().stream().filter(Step::letsGo).forEach(step -> attempt(step, failure));
    }

    /// As [#letGo], for an operation that nobody goes on with.
    ///
    /// @param paused whether a step has paused the guest
    /// @return what kept one from going on
    List<String> letGuestsGo(boolean paused) {
        var failure = new IllegalStateException();
        if (paused) {
            attempt(new GuestStep.ResumeGuest(), failure);
        }
        if (started > 0) {
            letGo(failure);
        }
        return Stream.of(failure.getSuppressed())
                .map(why -> String.valueOf(why.getMessage()))
                .toList();
    }

    private boolean attempt(Step step, RuntimeException failure) {
        try {
            hypervisor.perform(domain(), step, progress);
            return true;
        } catch (HypervisorException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    private OperationException noWayBack(HypervisorException failure) {
        var left = plan.steps().subList(finished, plan.steps().size());
        var starts = new LastStarts(left, domain());
        if (!starts.areAllThatIsMissing(hypervisor)) {
            return OperationException.unfinished(plan.intent(), failure);
        }
        var off = starts.failed(step -> attempt(step, failure));
        journal.close(domain());
        return OperationException.notStarted(plan.intent(), off, failure);
    }

    /// Somebody has written to an image that was made on it, or has put one there.
    private boolean staysBelow(Step undo) {
        var above = checks.above(undo);
        above.forEach(image ->
                progress.note(undo.describe() + ": it stays, for " + image + " lies on it"));
        return !above.isEmpty();
    }

    private static String message(HypervisorException failure) {
        return String.valueOf(failure.getMessage());
    }

    private void takeBack(int index) {
        switch (plan.steps().get(index).reversal()) {
            case Reversal.By(var undo) -> {
                progress.undoing(undo);
                if (!staysBelow(undo)) {
                    checks.beforeUndo(undo);
                    hypervisor.perform(domain(), undo, progress);
                    storage.requireDirectories(undo);
                }
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
