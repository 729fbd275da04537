package dev.varve.host;

import dev.varve.core.hypervisor.CopyRate;
import dev.varve.core.operation.OperationProgress;
import dev.varve.core.plan.step.Step;
import dev.varve.operation.Progress;
import dev.varve.operation.ProgressListener;
import java.time.Duration;

/// An operation's progress, told to a listener of the library's.
final class ToldProgress implements OperationProgress {
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final ProgressListener listener;
    private final CopyRate rate = new CopyRate(WINDOW);

    ToldProgress(ProgressListener listener) {
        this.listener = listener;
    }

    @Override
    public void performing(Step step, int number, int count) {
        doing(number, count, step.describe());
    }

    /// Begins something that is no step of a plan, or is one.
    void doing(int number, int count, String text) {
        rate.reset();
        listener.on(new Progress.Step(number, count, text));
    }

    @Override
    public void undoing(Step undo) {
        rate.reset();
        listener.on(new Progress.Undo(undo.describe()));
    }

    @Override
    public void advanced(long done, long total) {
        if (total > 0) {
            rate.add(System.nanoTime(), done, total);
            listener.on(new Progress.Moved(done, total, rate.copied(), rate.left()));
        }
    }

    @Override
    public void note(String text) {
        listener.on(new Progress.Note(text));
    }
}
