package dev.varve.image.qcow2;

import dev.varve.image.qcow2.meta.L2Entry;

/// The entry of one cluster, loaded anew for each: walking a disk makes no object for a cluster.
public final class L2Word {
    public static final long COMPRESSED = 1L << 62;
    public static final long COPIED = 1L << 63;
    public static final long ZERO = 1;

    /// The lower half of the second word, and with [#PARTS] its upper half.
    public static final long ALL_PARTS = 0xffff_ffffL;

    public static final int PARTS = 32;

    private static final int SECTOR_BYTES = 512;

    private final boolean extended;
    private long word;
    private long parts;

    public L2Word(boolean extended) {
        this.extended = extended;
    }

    public void load(long word, long parts) {
        this.word = word;
        this.parts = parts;
    }

    public long word() {
        return word;
    }

    /// {@return which parts are allocated (bits 0 to 31) or zeros (32 to 63), with extended L2}
    public long parts() {
        return parts;
    }

    public boolean isCompressed() {
        return (word & COMPRESSED) != 0;
    }

    /// {@return where the cluster lies that is not compressed; 0 if nowhere}
    public long offset() {
        return isCompressed() ? 0 : word & L2Entry.OFFSET_MASK;
    }

    /// {@return where the compressed bytes begin}
    public long compressedOffset(int clusterBits) {
        return word & ((1L << offsetBits(clusterBits)) - 1);
    }

    /// {@return how many bytes they take at most, up to the end of their last sector}
    public long compressedBytes(int clusterBits) {
        long further = (word & (COMPRESSED - 1)) >>> offsetBits(clusterBits);
        return (further + 1) * SECTOR_BYTES - (word & (SECTOR_BYTES - 1));
    }

    private static int offsetBits(int clusterBits) {
        return 62 - (clusterBits - 8);
    }

    /// {@return whether the cluster has a place that nobody else refers to}
    public boolean isInPlace() {
        return offset() != 0 && (word & COPIED) != 0;
    }

    public boolean isNothing() {
        return !isCompressed() && offset() == 0 && (word & ZERO) == 0 && parts == 0;
    }

    public boolean isWholeData() {
        return offset() != 0 && (extended ? parts == ALL_PARTS : (word & ZERO) == 0);
    }

    public boolean readsAsZeros() {
        return !isCompressed() && (extended ? parts >>> PARTS == ALL_PARTS : (word & ZERO) != 0);
    }
}
