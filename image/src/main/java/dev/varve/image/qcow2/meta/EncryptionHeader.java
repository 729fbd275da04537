package dev.varve.image.qcow2.meta;

/// Where the LUKS header lies in the image.
///
/// @param offset where it begins, at a cluster behind the image's own header
/// @param length the bytes written; the clusters under them belong to it as a whole
/// @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">qcow2, "Full disk encryption
///     header pointer"</a>
public record EncryptionHeader(long offset, long length) {
    private static final int BYTES = 16;

    static EncryptionHeader parse(Fields fields, int at, int length, int clusterSize)
            throws FormatException {
        if (length != BYTES) {
            throw FormatException.corrupt(
                    "an encryption header extension of " + BYTES + " bytes", length + " bytes");
        }
        var header =
                new EncryptionHeader(
                        fields.size(at, "the encryption header's offset"),
                        fields.size(at + 8, "the encryption header's length"));
        header.table(clusterSize);
        return header;
    }

    TableSpan table(int clusterSize) throws FormatException {
        return TableSpan.of("the encryption header", offset, length, clusterSize);
    }
}
