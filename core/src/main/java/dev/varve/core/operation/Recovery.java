package dev.varve.core.operation;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.MergeStep;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The end of an operation that was cut: on past the point of no return, back before it. It never
/// makes a new plan, and may itself be cut and begun again.
final class Recovery {
    private final Unfinished unfinished;
    private final Operation operation;

    Recovery(
            Hypervisor hypervisor,
            Journal journal,
            Unfinished unfinished,
            OperationProgress progress) {
        this.unfinished = unfinished;
        this.operation = Operation.takeUp(hypervisor, journal, unfinished, progress);
    }

    /// Ends the operation.
    ///
    /// @throws OperationException if it could not be ended; the journal is kept unless the guest's
    ///     start was all that was left
    Recovered end() {
        try {
            unfinished.paused().ifPresent(operation::resumeGuest);
            return goesOn() ? complete() : undo();
        } catch (HypervisorException e) {
            throw OperationException.unfinished(unfinished.intent(), e);
        }
    }

    private boolean goesOn() {
        return !unfinished.undoing() && (unfinished.allFinished() || operation.pastNoReturn());
    }

    private Recovered complete() {
        if (!unfinished.allFinished()) {
            operation.requireStorage();
            commitAgain();
        }
        operation.forward();
        return new Recovered.Completed(unfinished.intent());
    }

    private Recovered undo() {
        if (!unfinished.undoing()) {
            operation.startUndo();
        }
        operation.back(unfinished.undone());
        return new Recovered.Undone(unfinished.intent());
    }

    /// Between the cut and now somebody may have started the guest, which then wrote to a layer that
    /// had already been committed and isn't its active layer only because that step wasn't reached.
    ///
    /// A layer that isn't there has nothing to be committed only if its removal had begun.
    private void commitAgain() {
        var steps = unfinished.plan().steps();
        var begun = removals(unfinished.started());
        var finished = removals(unfinished.finished());
        for (int i = 0; i < unfinished.finished(); i++) {
            if (steps.get(i).plain() instanceof MergeStep.Commit commit
                    && !unfinished.kept().containsKey(i)
                    && !finished.contains(commit.top())
                    && !(begun.contains(commit.top()) && operation.gone(commit.top()))) {
                operation.again(i);
            }
        }
    }

    /// @param count of how many steps, from the first on
    private Set<Path> removals(int count) {
        var steps = unfinished.plan().steps();
        return IntStream.range(0, count)
                .filter(i -> !unfinished.kept().containsKey(i))
                .mapToObj(i -> steps.get(i).plain())
                .filter(ImageStep.RemoveImage.class::isInstance)
                .map(step -> ((ImageStep.RemoveImage) step).image())
                .collect(Collectors.toSet());
    }
}
