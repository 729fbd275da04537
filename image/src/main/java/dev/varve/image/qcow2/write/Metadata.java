package dev.varve.image.qcow2.write;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.LongList;
import dev.varve.image.qcow2.meta.Header;
import java.io.IOException;

/// Where the tables of an image lie: data must never be written there, whatever an entry says.
final class Metadata {
    private final ImageFile file;
    private final Header header;
    private final LongList clusters = new LongList();

    Metadata(ImageFile file, Header header, L1Table l1, Refcounts refcounts) throws IOException {
        this.file = file;
        this.header = header;
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
}
