package dev.varve.image.qcow2.check;

import dev.varve.image.check.CheckFinding;
import dev.varve.image.io.Cancelled;
import java.io.IOException;

/// Compares the references that were counted with the refcounts that the image has.
final class RefcountComparison {
    private final StoredRefcounts refcounts;
    private final CheckReport report;
    private final long clusters;
    private final int clusterBits;
    private final long[] stored = new long[ReferenceCounts.CHUNK];

    /// @param clusters those of the file
    RefcountComparison(
            StoredRefcounts refcounts, CheckReport report, long clusters, int clusterBits) {
        this.refcounts = refcounts;
        this.report = report;
        this.clusters = clusters;
        this.clusterBits = clusterBits;
    }

    /// Compares all clusters in the window of `references`.
    void compare(ReferenceCounts references) throws IOException {
        report.used(0); // The header's cluster, whatever its refcount.
        long end =
                Math.min(
                        references.end(),
                        (clusters + ReferenceCounts.CHUNK) & -ReferenceCounts.CHUNK);
        end = Math.max(end, (long) references.chunks() << ReferenceCounts.CHUNK_BITS);
        for (long first = references.start(); first < end; first += ReferenceCounts.CHUNK) {
            Cancelled.check("checking refcounts");
            long last = first + ReferenceCounts.CHUNK;
            long next;
            for (long at = first; at < last; at = next) {
                next = Math.min(last, refcounts.blockEnd(at));
                compare(references, at, (int) (next - at));
            }
        }
    }

    /// Compares clusters that are in one chunk and counted by one block.
    private void compare(ReferenceCounts references, long first, int count) throws IOException {
        byte[] chunk = references.chunk((int) (first >>> ReferenceCounts.CHUNK_BITS));
        if (refcounts.isUnreadable(first)) {
            long unreadable = Math.min(count, clusters - first);
            if (unreadable > 0) {
                report.error(
                        new CheckFinding.RefcountsUnreadable(first << clusterBits, unreadable),
                        unreadable);
            }
        } else if (chunk.length > 0 || refcounts.isPresent(first)) {
            refcounts.load(first, count, stored);
            compareLoaded(references, chunk, first, count);
        }
    }

    private void compareLoaded(ReferenceCounts references, byte[] chunk, long first, int count) {
        int base = (int) first & (ReferenceCounts.CHUNK - 1);
        for (int i = 0; i < count; i++) {
            int use = chunk.length == 0 ? 0 : chunk[base + i];
            long refcount = stored[i];
            if ((use | refcount) != 0) {
                boolean usedOnce =
                        (use & ~ReferenceCounts.COPIED) == ReferenceCounts.ONE && refcount == 1;
                if (usedOnce && first + i < clusters) {
                    report.used(first + i);
                } else {
                    compare(references, first + i, refcount);
                }
            }
        }
    }

    private void compare(ReferenceCounts references, long cluster, long refcount) {
        long count = references.references(cluster);
        long offset = cluster << clusterBits;
        if (cluster < clusters || count > 0) {
            report.used(cluster);
            compareCount(offset, count, refcount);
        }
        long wrong = refcount == 1 ? references.plain(cluster) : references.copied(cluster);
        if (wrong > 0) {
            report.corrupt(new CheckFinding.CopiedWrong(offset, refcount, wrong), wrong);
        }
    }

    private void compareCount(long offset, long references, long refcount) {
        long max = refcounts.max();
        long count = references;
        if (Long.compareUnsigned(references, max) > 0) {
            report.corrupt(
                    new CheckFinding.TooManyReferences(offset, max, references), references - max);
            count = max;
        }
        int order = Long.compareUnsigned(refcount, count);
        if (order > 0) {
            report.leak(new CheckFinding.Leaked(offset, refcount, references));
        } else if (order < 0) {
            report.corrupt(new CheckFinding.RefcountTooLow(offset, refcount, references));
        }
    }
}
