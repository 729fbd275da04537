package dev.varve.core.hypervisor;

import java.time.Duration;
import java.util.Optional;

/// How data is moved, which is no part of what is moved: none of it is in a plan or a journal, and
/// whoever recovers an operation gives its own.
///
/// @param bandwidth the limit in bytes per second; 0 without one
/// @param timeout how long all merges of a command may take together, from the beginning of the first
/// @param pauseToFinish whether a guest that writes faster than its data is copied is paused for the
///     rest
public record MergeOptions(long bandwidth, Optional<Duration> timeout, boolean pauseToFinish) {
    public MergeOptions {
        if (bandwidth < 0) {
            throw new IllegalArgumentException("a bandwidth of " + bandwidth);
        }
    }

    /// {@return no limit of any kind}
    public static MergeOptions none() {
        return new MergeOptions(0, Optional.empty(), false);
    }
}
