package dev.varve.image.qcow2.check;

import dev.varve.image.check.CheckFinding;
import dev.varve.image.check.Part;

/// Counts the clusters of what the image uses, in one pass, and reports what lies outside the file.
final class UsedRegions {
    private final ReferenceCounts references;
    private final CheckReport report;
    private final long length;
    private final int clusterBits;

    UsedRegions(ReferenceCounts references, CheckReport report, long length, int clusterBits) {
        this.references = references;
        this.report = report;
        this.length = length;
        this.clusterBits = clusterBits;
    }

    CheckReport report() {
        return report;
    }

    boolean isAligned(long offset) {
        return (offset & ((1L << clusterBits) - 1)) == 0;
    }

    /// Counts every cluster that the bytes from `offset` on touch, once.
    void use(Part part, long offset, long bytes) {
        use(part, offset, bytes, 1);
    }

    /// Counts every cluster that the bytes touch, `times` times. The last cluster of a file may be cut
    /// short, so only what ends a cluster or more behind the end is outside.
    void use(Part part, long offset, long bytes, long times) {
        if (bytes <= 0 || times == 0) {
            return;
        }
        if (offset < 0 || offset - length >= (1L << clusterBits) - bytes) {
            report.corrupt(new CheckFinding.OutsideFile(part, offset, bytes), times);
            return;
        }
        long last = (offset + bytes - 1) >>> clusterBits;
        for (long cluster = offset >>> clusterBits; cluster <= last; cluster++) {
            references.add(cluster, times, 0, 0);
        }
    }

    /// Counts a cluster that entries of L1 or L2 tables lead to.
    ///
    /// @param times how many entries do
    /// @param copied how many of the active ones say that the refcount is 1
    /// @param plain how many of the active ones don't
    void useCluster(Part part, long offset, long times, long copied, long plain) {
        long cluster = offset >>> clusterBits;
        if (offset < length && isAligned(offset)) {
            references.add(cluster, times, copied, plain);
            return;
        }
        use(part, offset, 1L << clusterBits, times);
        if (cluster < ReferenceCounts.CLUSTERS_MAX) {
            references.add(cluster, 0, copied, plain);
        } else {
            report.corrupt(new CheckFinding.CopiedWrong(offset, 0, copied), copied);
        }
    }
}
