package dev.varve.operation;

import java.util.List;
import java.util.Optional;

/// What an operation that was given up has left.
///
/// @param operation what it had been asked for, in a line
/// @param done the steps that were performed and not taken back
/// @param halfDone those that may have been performed in part, or in full, or taken back in part
/// @param notDone those that were not begun
/// @param failures what kept a guest from going on that the operation held
/// @param untold why nothing of this can be told; then the lists are empty
///
/// @since 0.1
public record Abandonment(
        String operation,
        List<String> done,
        List<String> halfDone,
        List<String> notDone,
        List<String> failures,
        Optional<String> untold) {
    public Abandonment {
        done = List.copyOf(done);
        halfDone = List.copyOf(halfDone);
        notDone = List.copyOf(notDone);
        failures = List.copyOf(failures);
    }
}
