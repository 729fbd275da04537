package dev.varve.operation;

/// What came of a change.
///
/// @since 0.1
public sealed interface Outcome {
    /// It is made.
    ///
    /// @param plan what was performed. It has no steps where the same had been asked for before and been cut: that has
    ///     been completed now, and nothing was left to do. Its remarks tell of that
    record Done(Plan plan) implements Outcome {}

    /// It can't be made. Nothing has been touched.
    record Refused(Refusal refusal) implements Outcome {}

    /// The thread was interrupted, and what was begun has been taken back.
    ///
    /// @param message one line
    record Cancelled(String message) implements Outcome {}

    /// An operation on the domain is neither completed nor undone: this one, or an earlier one, and then this one has
    /// touched nothing. Recovering ends it.
    ///
    /// @param message one line: what isn't ended, why, and what to do next
    /// @param begun whether it is this one; else it is an earlier one
    record Unfinished(String message, boolean begun) implements Outcome {}
}
