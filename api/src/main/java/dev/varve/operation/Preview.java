package dev.varve.operation;

/// What would come of a change. Nothing has been touched.
///
/// @since 0.1
public sealed interface Preview {
    /// It can be made.
    record Possible(Plan plan) implements Preview {}

    /// It can't be made.
    record Refused(Refusal refusal) implements Preview {}
}
