package dev.varve.image.qcow2.check;

import dev.varve.image.check.CheckFinding;
import dev.varve.image.check.CheckResult;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.IncompatibleFeature;
import java.io.IOException;
import java.lang.foreign.Arena;

/// Counts how often each cluster of an image's file is used, and compares that with its refcounts.
///
/// The counts of 34 million clusters, 2 TiB in clusters of 64 KiB, are held at once. A larger file
/// takes several passes over its tables, each for a window of its clusters; what the tables
/// themselves have wrong is reported in the first.
public final class RefcountCheck {
    static final int CHUNKS_MAX = 8448;
    private static final int SECTOR_BYTES = 512;

    private final Header header;
    private final long clusters;
    private final StoredRefcounts refcounts;
    private final ReferenceWalk walk;
    private final CheckReport report = new CheckReport();

    private RefcountCheck(ImageFile file, Header header, Arena arena) throws IOException {
        this.header = header;
        this.clusters = ceiling(file.length(), header.clusterBits());
        this.refcounts = new StoredRefcounts(file, header, ReferenceCounts.CHUNK, arena);
        this.walk = new ReferenceWalk(file, header, refcounts, arena);
    }

    /// Checks an open image, which nobody writes to meanwhile.
    public static CheckResult of(ImageFile file, Header header) throws IOException {
        return of(file, header, CHUNKS_MAX);
    }

    /// @param chunksMax how many times 4,096 clusters are counted at once
    static CheckResult of(ImageFile file, Header header, int chunksMax) throws IOException {
        try (var arena = Arena.ofConfined()) {
            return new RefcountCheck(file, header, arena).check(chunksMax);
        }
    }

    private CheckResult check(int chunksMax) throws IOException {
        if (header.has(IncompatibleFeature.DIRTY)) {
            report.note(new CheckFinding.MarkedDirty());
        }
        if (header.has(IncompatibleFeature.CORRUPT)) {
            report.note(new CheckFinding.MarkedCorrupt());
        }
        if (clusters < ReferenceCounts.CLUSTERS_MAX) {
            countAndCompare(chunksMax);
        } else {
            report.error(new CheckFinding.Broken("fewer than 2^31 clusters", "" + clusters), 1);
        }
        long size = header.virtualSize() / SECTOR_BYTES * SECTOR_BYTES;
        return report.result(ceiling(size, header.clusterBits()), header.clusterBits());
    }

    private void countAndCompare(int chunksMax) throws IOException {
        var comparison = new RefcountComparison(refcounts, report, clusters, header.clusterBits());
        var tables = report;
        long first = 0;
        while (first < ReferenceCounts.CLUSTERS_MAX) {
            var references = new ReferenceCounts(first, chunksMax);
            if (!walk.count(references, tables)) {
                return;
            }
            walk.countBlocks(references, tables, report);
            comparison.compare(references);
            first = references.end();
            tables = new CheckReport();
        }
    }

    private static long ceiling(long bytes, int clusterBits) {
        return (bytes >>> clusterBits) + ((bytes & ((1L << clusterBits) - 1)) == 0 ? 0 : 1);
    }
}
