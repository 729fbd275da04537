package dev.varve.host;

import dev.varve.core.plan.step.Refusal;

/// What came of asking for a disk to be served.
public sealed interface Serving permits DiskServer, Serving.Refused {
    /// Nothing is served.
    record Refused(Refusal refusal) implements Serving {}
}
