package dev.varve.operation;

/// How an unfinished operation was brought to an end.
///
/// @since 0.1
public sealed interface Recovery {
    /// {@return what the operation had been asked for, in a line}
    String operation();

    /// It has done what it was asked for.
    record Completed(String operation) implements Recovery {}

    /// All is as it was before it began.
    record Undone(String operation) implements Recovery {}
}
