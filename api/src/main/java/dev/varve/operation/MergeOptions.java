package dev.varve.operation;

import java.time.Duration;
import java.util.Optional;

/// How data is moved, which is no part of what is moved: an operation that is recovered goes by the options of whoever
/// recovers it.
///
/// @param bandwidth the limit in bytes per second; 0 without one
/// @param timeout how long all merges of a change may take together, from the beginning of the first
/// @param pauseToFinish whether a guest that writes faster than its data is copied is paused for the rest
///
/// @since 0.1
public record MergeOptions(long bandwidth, Optional<Duration> timeout, boolean pauseToFinish) {
    /// @throws IllegalArgumentException for a bandwidth below 0
    public MergeOptions {
        if (bandwidth < 0) {
            throw new IllegalArgumentException("a bandwidth of " + bandwidth);
        }
    }

    /// {@return no limit of any kind}
    public static MergeOptions none() {
        return new MergeOptions(0, Optional.empty(), false);
    }

    /// {@return the same, moving at most so many bytes per second}
    public MergeOptions limitedTo(long bytesPerSecond) {
        return new MergeOptions(bytesPerSecond, timeout, pauseToFinish);
    }

    /// {@return the same, given up where it takes longer}
    public MergeOptions within(Duration time) {
        return new MergeOptions(bandwidth, Optional.of(time), pauseToFinish);
    }

    /// {@return the same, pausing a guest that writes faster than its data is copied for the rest}
    public MergeOptions pausingToFinish() {
        return new MergeOptions(bandwidth, timeout, true);
    }
}
