package dev.varve.image.qcow2.meta;

/// A persistent bitmap, as the bitmap directory describes it.
///
/// Bytes of the name that are not UTF-8 are read as U+FFFD: such a name is for showing only.
///
/// @param tableOffset where the bitmap table begins, at a cluster behind the header
/// @param tableEntries the entries of that table, at least 1; enough for the disk unless
///     {@link #inUse}
/// @param flags bit 0: in use; bit 1: automatic
/// @param type 1, a dirty tracking bitmap; there are no others
/// @param granularityBits what a bit of the bitmap stands for, 9 to 31
/// @see BitmapCluster
public record BitmapEntry(
        long tableOffset, int tableEntries, int flags, int type, int granularityBits, String name) {
    static final int IN_USE = 1;
    static final int AUTOMATIC = 2;

    /// {@return whether the bitmap was not saved, so that its contents and size mean nothing}
    public boolean inUse() {
        return (flags & IN_USE) != 0;
    }

    /// {@return whether each write to the disk must be recorded in the bitmap}
    public boolean automatic() {
        return (flags & AUTOMATIC) != 0;
    }

    /// {@return the bytes of the disk that one bit stands for}
    public long granularity() {
        return 1L << granularityBits;
    }
}
