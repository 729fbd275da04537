package dev.varve.operation;

/// What came of a change.
///
/// @since 0.1
public sealed interface Outcome {
    /// It is made.
    record Done(Plan plan) implements Outcome {}

    /// It can't be made. Nothing has been touched.
    record Refused(Refusal refusal) implements Outcome {}

    /// The thread was interrupted, and what was begun has been taken back.
    record Cancelled() implements Outcome {}

    /// An operation on the domain is neither completed nor undone: this one, or an earlier one, and then this one has
    /// touched nothing. Recovering ends it.
    ///
    /// @param reason one line
    record Unfinished(String reason) implements Outcome {}
}
