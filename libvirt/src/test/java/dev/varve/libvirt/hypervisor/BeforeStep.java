package dev.varve.libvirt.hypervisor;

import dev.varve.core.operation.OperationProgress;
import dev.varve.core.plan.step.Step;

/// Something that happens right before a step, by its number.
final class BeforeStep implements OperationProgress {
    private final int at;
    private final Runnable event;
    private int steps;

    /// @param at the step's number, from 1 on
    BeforeStep(int at, Runnable event) {
        this.at = at;
        this.event = event;
    }

    @Override
    public void performing(Step step, int number, int count) {
        steps = count;
        if (number == at) {
            event.run();
        }
    }

    /// {@return how many steps the plan has; 0 before it is begun}
    int steps() {
        return steps;
    }
}
