package dev.varve.image.qcow2.meta;

/// What an entry of a bitmap table says of one cluster of the bitmap:
///
/// ```text
/// bit  0       with offset 0: all bits of the bitmap are ones
/// bits 9-55    host offset; 0: not stored
/// other bits   0
/// ```
///
/// @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">qcow2, "Bitmap table"</a>
public sealed interface BitmapCluster {
    /// Not stored, all zeros.
    record Zeros() implements BitmapCluster {}

    /// Not stored, all ones.
    record Ones() implements BitmapCluster {}

    /// Stored in the cluster at `offset`, not that of the header.
    record Stored(long offset) implements BitmapCluster {}

    /// {@return what the entry says}
    static BitmapCluster of(long word, int clusterSize) throws FormatException {
        if (word == 0) {
            return new Zeros();
        }
        if (word == 1) {
            return new Ones();
        }
        if ((word & ~L2Entry.OFFSET_MASK) != 0 || word % clusterSize != 0) {
            throw FormatException.corrupt(
                    "a bitmap's cluster at a cluster",
                    String.format("bitmap table entry %016x", word));
        }
        return new Stored(word);
    }
}
