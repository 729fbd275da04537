package dev.varve.core.operation;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.plan.step.Step;

/// Told what an operation does, on the thread that does it.
public interface OperationProgress extends Progress {
    /// A step is about to be performed.
    ///
    /// @param number from 1 to `count`
    default void performing(Step step, int number, int count) {}

    /// A step is about to be taken back.
    ///
    /// @param undo the step that takes it back
    default void undoing(Step undo) {}

    @Override
    default void advanced(long done, long total) {}

    /// {@return a listener that does nothing}
    static OperationProgress silent() {
        return new OperationProgress() {};
    }
}
