package dev.varve.host;

import dev.varve.core.hypervisor.CopyRate;
import dev.varve.core.hypervisor.HypervisorException;
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
    private long ended;
    private long present;

    ToldProgress(ProgressListener listener) {
        this.listener = listener;
    }

    @Override
    public void performing(Step step, int number, int count) {
        doing(number, count, step.describe());
    }

    /// Begins something that is no step of a plan, or is one.
    void doing(int number, int count, String text) {
        ended = moved();
        present = 0;
        rate.reset();
        tell(new Progress.Step(number, count, text));
    }

    @Override
    public void undoing(Step undo) {
        rate.reset();
        mention(new Progress.Undo(undo.describe()));
    }

    @Override
    public void advanced(long done, long total) {
        if (total > 0) {
            present = Math.max(present, done);
            rate.add(System.nanoTime(), done, total);
            tell(new Progress.Moved(done, total, rate.copied(), rate.left()));
        }
    }

    /// {@return how many bytes the steps have moved, as far as they have told}
    long moved() {
        return ended + present;
    }

    @Override
    public void note(String text) {
        mention(new Progress.Note(text));
    }

    /// The engine takes back what was begun when a step fails, and a listener that fails is to be like that.
    private void tell(Progress progress) {
        try {
            listener.on(progress);
        } catch (RuntimeException e) {
            throw new HypervisorException(
                    HypervisorException.Kind.FAILED,
                    "the listener of its progress failed: " + e.getMessage(),
                    e);
        }
    }

    /// What is being taken back has to be, whatever the listener does; and a note stops nothing.
    private void mention(Progress progress) {
        try {
            listener.on(progress);
        } catch (RuntimeException e) {
            var thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}
