package dev.varve.libvirt.hypervisor.merge;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.MergeOptions;
import java.time.Duration;
import java.util.OptionalLong;

/// The options of one command's merges, and how much of its time is left.
public final class MergeLimits {
    /// A guest writes in bursts: what it flushes every few seconds is not what it writes all the time.
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final MergeOptions options;
    private final Duration window;
    private OptionalLong begun = OptionalLong.empty();

    public MergeLimits(MergeOptions options) {
        this(options, WINDOW);
    }

    /// @param window for how long a commit may not get nearer to its end until that is believed
    public MergeLimits(MergeOptions options, Duration window) {
        this.options = options;
        this.window = window;
    }

    /// {@return bytes per second, 0 without a limit}
    long bandwidth() {
        return options.bandwidth();
    }

    boolean pauseToFinish() {
        return options.pauseToFinish();
    }

    Duration window() {
        return window;
    }

    /// The time of the first merge begins.
    ///
    /// @throws HypervisorException if the time is over already
    void begin(String what) {
        if (begun.isEmpty()) {
            begun = OptionalLong.of(System.nanoTime());
        }
        if (expired()) {
            throw new HypervisorException(Kind.CANCELLED, "cannot " + what + ": " + reason());
        }
    }

    boolean expired() {
        return nanosLeft() <= 0;
    }

    /// {@return how long the merge that runs may still take}
    long nanosLeft() {
        return options.timeout()
                .map(timeout ->
                        timeout.toNanos() - (System.nanoTime() - begun.orElseGet(System::nanoTime)))
                .orElse(Long.MAX_VALUE);
    }

    /// {@return why a merge was ended}
    String reason() {
        return "the time is over that was given for it ("
                + options.timeout().map(Duration::toSeconds).orElse(0L)
                + " s)";
    }
}
