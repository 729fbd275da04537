package dev.varve.core.plan;

/// What shows a disk as it was or is: an image, or the reason why nothing can.
public sealed interface Served permits ServedDisk, Served.Refused {
    /// Nothing does.
    record Refused(Refusal refusal) implements Served {}
}
