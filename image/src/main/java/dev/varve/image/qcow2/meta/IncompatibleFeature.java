package dev.varve.image.qcow2.meta;

/// A feature that a reader must know, by its bit in bytes 72 to 79 of the header.
///
/// @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">qcow2, "Header"</a>
public enum IncompatibleFeature {
    /// Refcounts may be wrong; they are rebuilt before anything is written.
    DIRTY(0),
    /// Some structure is known to be broken; nothing may be written.
    CORRUPT(1),
    /// The clusters lie in another file.
    EXTERNAL_DATA_FILE(2),
    /// Compressed clusters use what byte 104 says, not deflate.
    COMPRESSION_TYPE(3),
    /// L2 entries have 128 bits and a bitmap of subclusters.
    EXTENDED_L2(4);

    private final int bit;

    IncompatibleFeature(int bit) {
        this.bit = bit;
    }

    /// {@return the mask of this feature in the field}
    public long mask() {
        return 1L << bit;
    }
}
