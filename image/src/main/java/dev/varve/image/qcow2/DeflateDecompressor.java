package dev.varve.image.qcow2;

import dev.varve.image.qcow2.meta.FormatException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Deflate without zlib's header and checksum.
final class DeflateDecompressor extends Decompressor {
    private final Inflater inflater = new Inflater(true);

    DeflateDecompressor(int clusterSize) {
        super(clusterSize);
    }

    /// A stream that would go on behind the cluster is cut there, as QEMU does.
    @Override
    void fill(ByteBuffer stored, ByteBuffer cluster) throws FormatException {
        inflater.reset();
        inflater.setInput(stored);
        try {
            while (cluster.hasRemaining()) {
                if (inflater.inflate(cluster) == 0) {
                    throw tooShort(cluster.position());
                }
            }
        } catch (DataFormatException e) {
            throw FormatException.corrupt(
                    "a cluster compressed by deflate", "damage: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
