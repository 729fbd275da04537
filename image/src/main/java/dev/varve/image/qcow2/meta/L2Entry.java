package dev.varve.image.qcow2.meta;

/// An entry of an L2 table:
///
/// ```text
/// bit  0       the cluster reads as zeros (version 3, not with extended L2)
/// bits 9-55    host offset; 0 with bit 63 clear: not allocated
/// bit  62      compressed; then, with x = 62 - (cluster_bits - 8):
///              bits 0 to x-1 host offset, x to 61 further sectors of 512 bytes
/// bit  63      the refcount is exactly 1
///
/// with extended L2 a second word follows:
/// bits 0-31    subcluster is allocated
/// bits 32-63   subcluster reads as zeros
/// ```
///
/// @param word the first word
/// @param subclusters the second word; 0 without extended L2
/// @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">qcow2, "Cluster mapping"</a>
public record L2Entry(long word, long subclusters) {
    /// The host offset in an entry of an L1 or an L2 table.
    public static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;

    private static final long OFFSET_END = 1L << 56;
    private static final long COMPRESSED = 1L << 62;
    private static final long ZERO = 1;
    private static final int SECTOR_BYTES = 512;

    /// {@return the bytes of data behind the entry, as they are stored; 0 for zeros, even allocated}
    public long dataBytes(Header header) {
        int clusterBits = header.clusterBits();
        if (isCompressed()) {
            return compressedBytes(clusterBits);
        }
        if (header.has(IncompatibleFeature.EXTENDED_L2)) {
            return (long) Integer.bitCount((int) subclusters) << (clusterBits - 5);
        }
        boolean data = (word & OFFSET_MASK) != 0 && (word & ZERO) == 0;
        return data ? 1L << clusterBits : 0;
    }

    /// {@return whether the cluster is compressed}
    public boolean isCompressed() {
        return (word & COMPRESSED) != 0;
    }

    /// {@return where the compressed cluster is stored; only of entries that are {@link #isCompressed}}
    public CompressedCluster compressed(int clusterBits) throws FormatException {
        if (!isCompressed()) {
            throw new IllegalStateException("not the entry of a compressed cluster");
        }
        long offset = word & ((1L << offsetBits(clusterBits)) - 1);
        if (offset >= OFFSET_END) {
            throw FormatException.corrupt(
                    "a compressed cluster at an offset below 2^56",
                    String.format("L2 entry %016x", word));
        }
        return new CompressedCluster(offset, (int) compressedBytes(clusterBits));
    }

    private long compressedBytes(int clusterBits) {
        long further = (word & (COMPRESSED - 1)) >>> offsetBits(clusterBits);
        return (further + 1) * SECTOR_BYTES - (word & (SECTOR_BYTES - 1));
    }

    private static int offsetBits(int clusterBits) {
        return 62 - (clusterBits - 8);
    }
}
