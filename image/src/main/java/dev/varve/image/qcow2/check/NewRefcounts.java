package dev.varve.image.qcow2.check;

import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.RefcountBlock;
import dev.varve.image.qcow2.TableWindow;
import dev.varve.image.qcow2.meta.Header;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Refcounts that are written behind all that an image uses, block by block as they are told, and then
/// their table.
final class NewRefcounts {
    /// More than this QEMU doesn't open.
    private static final long TABLE_BYTES_MAX = 8L << 20;

    private static final long NO_BLOCK = -1;

    private final ImageFile file;
    private final int clusterBits;
    private final int order;
    private final int blockBits;
    private final long start;
    private final MemorySegment table;
    private final MemorySegment block;
    private long loaded = NO_BLOCK;
    private long next;
    private long place;

    /// @param start the cluster from which on there is room
    NewRefcounts(ImageFile file, Header header, long start, Arena arena) throws IOException {
        this.file = file;
        this.clusterBits = header.clusterBits();
        this.order = header.refcountOrder();
        this.blockBits = clusterBits + 3 - order;
        this.start = start;
        this.next = start;
        this.block = arena.allocate(header.clusterSize(), 8);
        this.table = arena.allocate(tableBytes(), 8);
    }

    /// Enough for all clusters until `start`, for their blocks, and for the table itself.
    private long tableBytes() throws IOException {
        long blocks = (start >>> blockBits) + 1;
        long bytes = Long.BYTES * (2 * blocks + 2);
        long all = start + 2 * blocks + 2 + (bytes >>> clusterBits) + 1;
        bytes = Math.max(bytes, Long.BYTES * ((all >>> blockBits) + 2));
        if (bytes > TABLE_BYTES_MAX) {
            throw new UnsupportedImageException(
                    file.path(), "a refcount table of at most 8 MiB", "no room for all");
        }
        return ((bytes - 1) | ((1L << clusterBits) - 1)) + 1;
    }

    /// Says how often a cluster is referred to; each behind the one before.
    void add(long cluster, long count) throws IOException {
        load(cluster >>> blockBits);
        RefcountBlock.set(block, order, cluster & ((1L << blockBits) - 1), count);
    }

    private void load(long index) throws IOException {
        if (index == loaded) {
            return;
        }
        flush();
        if (entry(index) == 0) {
            block.fill((byte) 0);
            table.setAtIndex(TableWindow.WORD, index, take(1));
        } else {
            file.read(entry(index), block);
        }
        loaded = index;
    }

    private long take(long clusters) {
        long first = next;
        next += clusters;
        return first << clusterBits;
    }

    private long entry(long index) {
        return table.getAtIndex(TableWindow.WORD, index);
    }

    private void flush() throws IOException {
        if (loaded != NO_BLOCK) {
            file.write(entry(loaded), block);
        }
    }

    /// Counts the new blocks and the table themselves, and writes the table.
    void finish() throws IOException {
        place = take(tableClusters());
        for (long cluster = start; cluster < next; cluster++) { // A new block counts itself, too.
            add(cluster, 1);
        }
        flush();
        file.write(place, table);
    }

    /// {@return where the table begins}
    long offset() {
        return place;
    }

    long tableClusters() {
        return table.byteSize() >>> clusterBits;
    }

    /// {@return how often the cluster is referred to}
    long count(long cluster) throws IOException {
        long index = cluster >>> blockBits;
        if (index >= table.byteSize() / Long.BYTES || entry(index) == 0) {
            return 0;
        }
        if (index != loaded) {
            file.read(entry(index), block);
            loaded = index;
        }
        return RefcountBlock.get(block, order, cluster & ((1L << blockBits) - 1));
    }
}
