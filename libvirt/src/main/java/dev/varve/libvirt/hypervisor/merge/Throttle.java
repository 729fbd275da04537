package dev.varve.libvirt.hypervisor.merge;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.image.CopyProgress;
import java.util.concurrent.TimeUnit;

/// Slows a merge of files down to its bandwidth, and ends it with its time. It is asked after each
/// piece that was copied, so the rate is kept on the average.
final class Throttle implements CopyProgress {
    private static final double NANOS = 1e9;

    private final String what;
    private final long total;
    private final MergeLimits limits;
    private final Progress progress;
    private final long startedAt = System.nanoTime();

    /// @param what is done, for the message
    /// @param total how many bytes there are to copy
    Throttle(String what, long total, MergeLimits limits, Progress progress) {
        this.what = what;
        this.total = total;
        this.limits = limits;
        this.progress = progress;
    }

    @Override
    public void at(double percent) {
        long done = (long) (total * percent / 100);
        progress.advanced(done, total);
        if (limits.bandwidth() > 0 && percent < 100) {
            await(startedAt + (long) (done * NANOS / limits.bandwidth()) - System.nanoTime());
        }
        if (limits.expired() && percent < 100) {
            throw new HypervisorException(
                    Kind.CANCELLED, "cannot " + what + ": " + limits.reason());
        }
    }

    private void await(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(Math.min(nanos, limits.nanosLeft()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // The copying sees it and ends.
        }
    }
}
