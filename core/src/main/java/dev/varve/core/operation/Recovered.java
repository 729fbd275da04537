package dev.varve.core.operation;

import dev.varve.core.plan.step.Intent;

/// How an unfinished operation was brought to an end.
public sealed interface Recovered {
    /// {@return what the operation had been asked for}
    Intent intent();

    /// It has done what it was asked for.
    record Completed(Intent intent) implements Recovered {}

    /// All is as it was before.
    record Undone(Intent intent) implements Recovered {}
}
