package dev.varve.core.hypervisor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/// How fast data is copied and how fast it grows meanwhile, over the last seconds.
///
/// Of a block job that follows a guest's writes, the total grows by what the guest writes to places
/// that had been copied already. Not for use by several threads at once.
public final class CopyRate {
    private static final double NANOS = 1e9;

    private record Sample(long nanos, long done, long total) {
        long left() {
            return Math.max(0, total - done);
        }
    }

    private final long window;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    /// @param window over how long the rates are taken
    public CopyRate(Duration window) {
        this.window = window.toNanos();
    }

    /// Notes how far the work is. A job that has copied nothing yet doesn't know its total, and work
    /// that is less far than before is other work: nothing from before counts then.
    ///
    /// @param nanos when, as of [System#nanoTime]
    public void add(long nanos, long done, long total) {
        if (!samples.isEmpty() && done < samples.getLast().done()) {
            samples.clear();
        }
        if (done <= 0) {
            return;
        }
        samples.add(new Sample(nanos, done, total));
        while (samples.size() > 2 && nanos - second().nanos() >= window) {
            samples.removeFirst();
        }
    }

    private Sample second() {
        var all = samples.iterator();
        all.next();
        return all.next();
    }

    /// Forgets everything.
    public void reset() {
        samples.clear();
    }

    /// {@return bytes copied per second; 0 where that isn't known yet}
    public long copied() {
        return samples.isEmpty() ? 0 : perSecond(samples.getLast().done() - first().done());
    }

    /// {@return bytes per second that had to be copied in addition; 0 where that isn't known yet}
    public long grown() {
        return samples.isEmpty()
                ? 0
                : Math.max(0, perSecond(samples.getLast().total() - first().total()));
    }

    /// {@return how long it will take at this rate; empty where that isn't known, or never}
    public Optional<Duration> left() {
        long rate = copied() - grown();
        if (rate <= 0) {
            return Optional.empty();
        }
        var seconds = (double) samples.getLast().left() / rate;
        return Optional.of(Duration.ofSeconds(Math.round(seconds)));
    }

    /// {@return whether for a whole window what is left has not become less, because it grew}
    public boolean stalled() {
        return span() >= window
                && samples.getLast().left() > 0
                && samples.getLast().left() >= first().left()
                && samples.getLast().total() > first().total();
    }

    private Sample first() {
        return samples.getFirst();
    }

    private long span() {
        return samples.isEmpty() ? 0 : samples.getLast().nanos() - first().nanos();
    }

    private long perSecond(long bytes) {
        return span() <= 0 ? 0 : Math.round(bytes * NANOS / span());
    }
}
