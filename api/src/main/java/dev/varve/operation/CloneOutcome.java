package dev.varve.operation;

import java.util.Optional;

/// What came of cloning a domain as it is now.
///
/// @param outcome of taking the snapshot where that wasn't done, else of the clone; its plan has the steps of the whole
/// @param left why the snapshot that was taken for it is there still, in one line; empty where it is gone, or where the
///     new domains lie on it
///
/// @since 0.1
public record CloneOutcome(Outcome outcome, Optional<String> left) {}
