package dev.varve.core.plan.serve;

import dev.varve.core.plan.step.Refusal;

/// What shows a disk as it was or is: an image, or the reason why nothing can.
public sealed interface Served permits ServedDisk, Served.Refused {
    /// Nothing does.
    record Refused(Refusal refusal) implements Served {}
}
