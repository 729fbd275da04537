package dev.varve.image.qcow2.meta;

/// Where the persistent bitmaps are described: the bitmaps extension.
///
/// @param count how many bitmaps there are, at least 1
/// @param directorySize the bytes of all entries of the directory together, at most
///     {@value #DIRECTORY_BYTES_MAX}
/// @param directoryOffset where the directory begins, at a cluster behind the header
/// @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">qcow2, "Bitmaps extension"</a>
public record Bitmaps(int count, long directorySize, long directoryOffset) {
    static final int COUNT_MAX = 65_535;
    static final int DIRECTORY_BYTES_MAX = 1024 * COUNT_MAX;
    private static final int BYTES = 24;

    static Bitmaps parse(Fields fields, int at, int length, int clusterSize)
            throws FormatException {
        if (length != BYTES) {
            throw FormatException.corrupt(
                    "a bitmaps extension of " + BYTES + " bytes", length + " bytes");
        }
        fields.bounded(at + 4, "the reserved word of the bitmaps extension", 0, 0);
        var bitmaps =
                new Bitmaps(
                        fields.bounded(at, "bitmaps", 1, COUNT_MAX),
                        directorySize(fields.size(at + 8, "bitmap_directory_size")),
                        fields.size(at + 16, "bitmap_directory_offset"));
        bitmaps.table(clusterSize);
        return bitmaps;
    }

    private static long directorySize(long size) throws FormatException {
        if (size < 1 || size > DIRECTORY_BYTES_MAX) {
            throw FormatException.corrupt(
                    "bitmap_directory_size from 1 to " + DIRECTORY_BYTES_MAX,
                    "bitmap_directory_size " + size);
        }
        return size;
    }

    TableSpan table(int clusterSize) throws FormatException {
        return TableSpan.of("the bitmap directory", directoryOffset, directorySize, clusterSize);
    }
}
