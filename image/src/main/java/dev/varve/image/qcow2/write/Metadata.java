package dev.varve.image.qcow2.write;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.LongList;
import dev.varve.image.qcow2.TableWindow;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.IncompatibleFeature;
import dev.varve.image.qcow2.meta.L2Entry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Where the tables of an image lie: data must never be written there, whatever an entry says.
final class Metadata {
    private final ImageFile file;
    private final Header header;
    private final L1Table l1;
    private final LongList clusters = new LongList();

    Metadata(ImageFile file, Header header, L1Table l1, Refcounts refcounts) throws IOException {
        this.file = file;
        this.header = header;
        this.l1 = l1;
        clusters.add(0);
        add(header.l1Offset(), 8L * header.l1Entries());
        add(
                header.refcountTableOffset(),
                (long) header.refcountTableClusters() << header.clusterBits());
        add(header.snapshotsOffset(), header.snapshots() == 0 ? 0 : 1);
        for (long i = 0; i < l1.size(); i++) {
            add(l1.table(i), l1.table(i) == 0 ? 0 : header.clusterSize());
        }
        refcounts.addBlocks(clusters);
        clusters.sort();
    }

    private void add(long offset, long bytes) {
        int bits = header.clusterBits();
        for (long at = offset; at < offset + bytes; at += header.clusterSize()) {
            clusters.add(at >>> bits);
        }
    }

    /// @throws CorruptImageException when `offset` is where a table is
    void requireData(long offset) throws IOException {
        if (clusters.contains(offset >>> header.clusterBits())) {
            throw new CorruptImageException(
                    file.path(), "data apart from the tables", "data at offset " + offset);
        }
    }

    /// Looks whether the tables lie apart from one another and from all data, and whether all that is
    /// referred to lies where refcounts say that clusters are in use: behind that, new clusters are taken.
    ///
    /// @param end the cluster from which on none is in use
    /// @param table room for one L2 table
    /// @throws CorruptImageException when something in use would be written over
    void requireSound(long end, MemorySegment table) throws IOException {
        for (int i = 0; i < clusters.size(); i++) {
            requireBefore(end, clusters.get(i));
            if (i > 0 && clusters.get(i) == clusters.get(i - 1)) {
                throw new CorruptImageException(
                        file.path(),
                        "tables apart from one another",
                        "two at offset " + (clusters.get(i) << header.clusterBits()));
            }
        }
        var entry = new L2Entry(header.has(IncompatibleFeature.EXTENDED_L2));
        int step = header.has(IncompatibleFeature.EXTENDED_L2) ? 2 : 1;
        for (long i = 0; i < l1.size(); i++) {
            if (l1.table(i) != 0) {
                file.read(l1.table(i), table);
                for (long j = 0; j < table.byteSize() / Long.BYTES; j += step) {
                    entry.load(table.getAtIndex(TableWindow.WORD, j), 0);
                    requireSound(end, entry);
                }
            }
        }
    }

    private void requireSound(long end, L2Entry entry) throws IOException {
        long first = entry.isCompressed() ? entry.compressedOffset(bits()) : entry.offset();
        if (first == 0 && !entry.isCompressed()) {
            return;
        }
        long bytes = entry.isCompressed() ? entry.compressedBytes(bits()) : header.clusterSize();
        long last = (first + bytes - 1) >>> bits();
        requireBefore(end, last);
        for (long cluster = first >>> bits(); cluster <= last; cluster++) {
            requireData(cluster << bits());
        }
    }

    private int bits() {
        return header.clusterBits();
    }

    private void requireBefore(long end, long cluster) throws IOException {
        if (cluster >= end) {
            throw new CorruptImageException(
                    file.path(),
                    "a refcount for each cluster in use",
                    "none for the one at offset " + (cluster << header.clusterBits()));
        }
    }
}
