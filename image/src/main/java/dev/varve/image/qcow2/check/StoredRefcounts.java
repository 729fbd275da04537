package dev.varve.image.qcow2.check;

import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.RefcountBlock;
import dev.varve.image.qcow2.TableWindow;
import dev.varve.image.qcow2.meta.Header;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The refcounts as the image has them, read for a few thousand clusters at a time.
final class StoredRefcounts {
    static final long RESERVED = 0x1ff;

    /// More than this no file of QEMU's has.
    static final long OFFSET_MAX = Long.MAX_VALUE & (-1L << 30);

    private final ImageFile file;
    private final long length;
    private final int clusterBits;
    private final int order;
    private final int blockBits;
    private final MemorySegment table;
    private final MemorySegment piece;

    /// @param clustersMax the most that [#load] is asked for
    StoredRefcounts(ImageFile file, Header header, int clustersMax, Arena arena)
            throws IOException {
        this.file = file;
        this.length = file.length();
        this.clusterBits = header.clusterBits();
        this.order = header.refcountOrder();
        this.blockBits = clusterBits + 3 - order;
        this.table = arena.allocate((long) header.refcountTableClusters() << clusterBits, 8);
        this.piece = arena.allocate(8L * clustersMax, 8);
        file.read(header.refcountTableOffset(), table);
    }

    /// {@return the largest refcount, without a sign}
    long max() {
        return -1L >>> (Long.SIZE - (1 << order));
    }

    long blocks() {
        return table.byteSize() / Long.BYTES;
    }

    /// {@return the table's entry, unchecked}
    long entry(long block) {
        return table.getAtIndex(TableWindow.WORD, block);
    }

    private long blockOffset(long cluster) {
        long block = cluster >>> blockBits;
        return block < blocks() ? entry(block) & ~RESERVED : 0;
    }

    /// {@return the cluster from which on another block counts}
    long blockEnd(long cluster) {
        return ((cluster >>> blockBits) + 1) << blockBits;
    }

    /// {@return whether there is a block; without one, refcounts are 0}
    boolean isPresent(long cluster) {
        return blockOffset(cluster) != 0;
    }

    /// {@return whether the block is where none can be, so that the refcount isn't known}
    boolean isUnreadable(long cluster) {
        long offset = blockOffset(cluster);
        return offset < 0 || offset > OFFSET_MAX || (offset & ((1L << clusterBits) - 1)) != 0;
    }

    /// Reads the refcounts of clusters from `first` on that one block counts, which can be read.
    ///
    /// @param first a multiple of 64
    void load(long first, int count, long[] into) throws IOException {
        long block = blockOffset(first);
        if (block == 0 || block >= length) {
            Arrays.fill(into, 0, count, 0);
            return;
        }
        long within = first & ((1L << blockBits) - 1);
        var part = piece.asSlice(0, (((long) count << order) + 7) >>> 3);
        file.read(block + ((within << order) >>> 3), part);
        if (order == 4) {
            for (int i = 0; i < count; i++) {
                into[i] = RefcountBlock.get(part, 4, i);
            }
        } else {
            for (int i = 0; i < count; i++) {
                into[i] = RefcountBlock.get(part, order, i);
            }
        }
    }
}
