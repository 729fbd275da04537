package dev.varve.operation;

import java.time.Duration;
import java.util.Optional;

/// How far an operation is.
///
/// @since 0.1
public sealed interface Progress {
    /// A step begins.
    ///
    /// @param number from 1 to `count`
    /// @param text what it does, in a line
    record Step(int number, int count, String text) implements Progress {}

    /// A step begins to be taken back.
    ///
    /// @param text what is done for that, in a line
    record Undo(String text) implements Progress {}

    /// More of the data that the step moves has been moved.
    ///
    /// @param bytes done so far
    /// @param total in all, which may grow while a guest writes
    /// @param bytesPerSecond over the last ten seconds; 0 while that isn't known
    /// @param remaining how long it will take at that rate; empty while that isn't known
    record Moved(long bytes, long total, long bytesPerSecond, Optional<Duration> remaining)
            implements Progress {}

    /// Something to know that isn't a failure.
    ///
    /// @param text one line
    record Note(String text) implements Progress {}
}
