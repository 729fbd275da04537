package dev.varve.image.qcow2.write;

import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.RefcountBlock;
import dev.varve.image.qcow2.TableWindow;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.L2Entry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A new image of version 3 that holds nothing, laid out as
///
/// ```text
/// header and backing name | refcount table | refcount blocks | L1 table [ | L2 tables | data ]
/// ```
///
/// @param size of the disk in bytes
/// @param clusterBits log2 of the cluster size, 9 to 21; with extended L2 14 at least
/// @param lazyRefcounts whether QEMU may leave refcounts to be rebuilt after a crash
/// @param preallocated whether every cluster has its place and its entry from the beginning; needs
///     extended L2, whose entries can have a place and yet hold nothing
/// @param backingName as the header will have it
/// @param backingFormat as the header will have it
public record NewImage(
        long size,
        int clusterBits,
        boolean extendedL2,
        boolean lazyRefcounts,
        boolean preallocated,
        String backingName,
        String backingFormat) {
    private static final int REFCOUNT_ORDER = 4; // 16 bits, as QEMU has it.
    private static final int REFCOUNT_TABLE_BYTES_MAX = 8 << 20;
    private static final int HEADER_BYTES = 104;
    private static final int BACKING_FORMAT = 0xe2792aca;
    private static final long EXTENDED_L2 = 1L << 4;
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    public NewImage {
        if (preallocated && !extendedL2) {
            throw new IllegalArgumentException("preallocated metadata needs extended L2");
        }
    }

    /// Writes the image into a file that is empty. It is not yet on stable storage.
    ///
    /// @throws UnsupportedImageException for a disk that its clusters are too small for, or a backing
    ///     name that doesn't fit the first cluster
    public void write(ImageFile file) throws IOException {
        var layout = layout(file);
        try (var arena = Arena.ofConfined()) {
            var cluster = arena.allocate(1L << clusterBits, 8);
            header(file, layout, cluster);
            file.write(0, cluster);
            writeRefcounts(file, layout, cluster);
            writeL1(file, layout, cluster);
            writeL2(file, layout, cluster);
        }
        if (file.length() < layout.end() << clusterBits) {
            file.setLength(layout.end() << clusterBits);
        }
    }

    /// Where everything lies, in clusters.
    private record Layout(
            long table, long blocks, long firstBlock, long l1, long entries, long l2, long end) {}

    private Layout layout(ImageFile file) throws IOException {
        long entries = Math.max(1, divided(size, coverBits()));
        if (entries * Long.BYTES > Header.L1_BYTES_MAX) {
            throw new UnsupportedImageException(
                    file.path(), "clusters large enough for the disk", size + " bytes");
        }
        long others = 1 + divided(entries * Long.BYTES, clusterBits);
        if (preallocated) {
            others += entries + divided(size, clusterBits);
        }
        long blocks = 1;
        long table = 1;
        while (blocks << blockBits() < others + blocks + table) {
            blocks = divided(others + blocks + table, blockBits());
            table = divided(blocks * Long.BYTES, clusterBits);
        }
        if (table << clusterBits > REFCOUNT_TABLE_BYTES_MAX) {
            throw new UnsupportedImageException(
                    file.path(), "clusters large enough for the refcounts", size + " bytes");
        }
        long l1 = 1 + table + blocks;
        long l2 = l1 + divided(entries * Long.BYTES, clusterBits);
        return new Layout(table, blocks, 1 + table, l1, entries, l2, others + blocks + table);
    }

    private static long divided(long amount, int bits) {
        return amount == 0 ? 0 : ((amount - 1) >>> bits) + 1;
    }

    private int blockBits() {
        return clusterBits + 3 - REFCOUNT_ORDER;
    }

    private int entryBits() {
        return clusterBits - (extendedL2 ? 4 : 3);
    }

    private int coverBits() {
        return clusterBits + entryBits();
    }

    private void header(ImageFile file, Layout layout, MemorySegment cluster) throws IOException {
        cluster.set(INT, 0, Header.MAGIC);
        cluster.set(INT, 4, 3);
        cluster.set(INT, 20, clusterBits);
        cluster.set(TableWindow.WORD, 24, size);
        cluster.set(INT, 36, (int) layout.entries());
        cluster.set(TableWindow.WORD, 40, layout.l1() << clusterBits);
        cluster.set(TableWindow.WORD, 48, 1L << clusterBits);
        cluster.set(INT, 56, (int) layout.table());
        cluster.set(TableWindow.WORD, 72, extendedL2 ? EXTENDED_L2 : 0);
        cluster.set(TableWindow.WORD, 80, lazyRefcounts ? 1 : 0);
        cluster.set(INT, 96, REFCOUNT_ORDER);
        cluster.set(INT, 100, HEADER_BYTES);
        var format = backingFormat.getBytes(StandardCharsets.UTF_8);
        cluster.set(INT, HEADER_BYTES, BACKING_FORMAT);
        cluster.set(INT, HEADER_BYTES + 4, format.length);
        MemorySegment.copy(
                format, 0, cluster, ValueLayout.JAVA_BYTE, HEADER_BYTES + 8, format.length);
        int nameAt = HEADER_BYTES + 8 + (format.length + 7) / 8 * 8 + 8; // An end marker before it.
        var name = backingName.getBytes(StandardCharsets.UTF_8);
        if (name.length > Header.BACKING_NAME_MAX || nameAt + name.length > cluster.byteSize()) {
            throw new UnsupportedImageException(
                    file.path(), "a backing name that fits the header", name.length + " bytes");
        }
        cluster.set(TableWindow.WORD, 8, nameAt);
        cluster.set(INT, 16, name.length);
        MemorySegment.copy(name, 0, cluster, ValueLayout.JAVA_BYTE, nameAt, name.length);
    }

    private void writeRefcounts(ImageFile file, Layout layout, MemorySegment cluster)
            throws IOException {
        long perCluster = 1L << (clusterBits - 3);
        for (long i = 0; i < layout.table(); i++) {
            cluster.fill((byte) 0);
            for (long j = 0; j < perCluster && i * perCluster + j < layout.blocks(); j++) {
                long block = layout.firstBlock() + i * perCluster + j;
                cluster.setAtIndex(TableWindow.WORD, j, block << clusterBits);
            }
            file.write((1 + i) << clusterBits, cluster);
        }
        for (long i = 0; i < layout.blocks(); i++) {
            cluster.fill((byte) 0);
            long first = i << blockBits();
            for (long j = 0; j < 1L << blockBits() && first + j < layout.end(); j++) {
                RefcountBlock.set(cluster, REFCOUNT_ORDER, j, 1);
            }
            file.write((layout.firstBlock() + i) << clusterBits, cluster);
        }
    }

    private void writeL1(ImageFile file, Layout layout, MemorySegment cluster) throws IOException {
        long perCluster = 1L << (clusterBits - 3);
        for (long first = 0; first < layout.entries(); first += perCluster) {
            cluster.fill((byte) 0);
            for (long j = 0; preallocated && j < perCluster && first + j < layout.entries(); j++) {
                long table = layout.l2() + first + j;
                cluster.setAtIndex(TableWindow.WORD, j, table << clusterBits | L2Entry.COPIED);
            }
            file.write((layout.l1() << clusterBits) + first * Long.BYTES, cluster);
        }
    }

    /// Places without contents: the second word of each entry stays 0.
    private void writeL2(ImageFile file, Layout layout, MemorySegment cluster) throws IOException {
        long data = layout.l2() + layout.entries();
        long clusters = divided(size, clusterBits);
        for (long i = 0; preallocated && i < layout.entries(); i++) {
            cluster.fill((byte) 0);
            for (long j = 0; j < 1L << entryBits() && (i << entryBits()) + j < clusters; j++) {
                long place = data + (i << entryBits()) + j;
                cluster.set(TableWindow.WORD, 16 * j, place << clusterBits | L2Entry.COPIED);
            }
            file.write((layout.l2() + i) << clusterBits, cluster);
        }
    }
}
