package dev.varve.image.qcow2.meta;

/// How compressed clusters are compressed (byte 104 of the header).
public enum CompressionType {
    /// Deflate, without zlib's own header.
    ZLIB,
    ZSTD;

    static CompressionType of(int number) throws FormatException {
        return switch (number) {
            case 0 -> ZLIB;
            case 1 -> ZSTD;
            default ->
                    throw FormatException.unsupported(
                            "compression_type 0 or 1", "compression_type " + number);
        };
    }
}
