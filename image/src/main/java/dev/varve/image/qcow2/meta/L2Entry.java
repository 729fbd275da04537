package dev.varve.image.qcow2.meta;

/// An entry of an L2 table, loaded anew for each cluster: walking a disk makes no object for one.
///
/// ```text
/// bit  0       the cluster reads as zeros (version 3, not with extended L2)
/// bits 9-55    host offset; 0 with bit 63 clear: not allocated
/// bit  62      compressed; then, with x = 62 - (cluster_bits - 8):
///              bits 0 to x-1 host offset, x to 61 further sectors of 512 bytes
/// bit  63      the refcount is exactly 1
///
/// with extended L2 a second word follows, of the cluster's 32 parts:
/// bits 0-31    the part is allocated
/// bits 32-63   the part reads as zeros
/// ```
///
/// @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">qcow2, "Cluster mapping"</a>
public final class L2Entry {
    /// The host offset in an entry of an L1 or an L2 table.
    public static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;

    public static final long ZERO = 1;
    public static final long COMPRESSED = 1L << 62;

    /// Of an entry of an L1 table, too.
    public static final long COPIED = 1L << 63;

    /// The lower half of the second word, and with [#PARTS] its upper half.
    public static final long ALL_PARTS = 0xffff_ffffL;

    public static final int PARTS = 32;

    private static final int PARTS_BITS = 5;
    private static final int SECTOR_BYTES = 512;

    private final boolean extended;
    private long word;
    private long parts;

    public L2Entry(boolean extended) {
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
        return isCompressed() ? 0 : word & OFFSET_MASK;
    }

    /// {@return where the compressed bytes begin; below 2^61, but not always within the file}
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

    /// {@return the bytes of data behind the entry, as they are stored; 0 for zeros, even allocated}
    public long dataBytes(int clusterBits) {
        if (isCompressed()) {
            return compressedBytes(clusterBits);
        }
        if (extended) {
            return (long) Integer.bitCount((int) parts) << (clusterBits - PARTS_BITS);
        }
        return isWholeData() ? 1L << clusterBits : 0;
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
