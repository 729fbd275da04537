package dev.varve.core.plan.step;

import dev.varve.core.model.DomainRef;

/// How a step is taken back.
public sealed interface Reversal {
    /// By another step, which is as repeatable as the first.
    record By(Step step) implements Reversal {}

    /// There is nothing to take back, whether the step was performed or not.
    record Nothing() implements Reversal {}

    /// The step happens at once or not at all; when it has happened the operation has done what was
    /// asked for and is completed, not undone.
    record Final() implements Reversal {}

    /// From the moment that the step starts there is only the way forward.
    record OneWay() implements Reversal {}

    /// {@return the same for a step on one of several domains}
    default Reversal on(DomainRef domain) {
        return switch (this) {
            case By(var step) -> new By(new Step.OnDomain(domain, step));
            case Nothing _, Final _, OneWay _ -> this;
        };
    }
}
