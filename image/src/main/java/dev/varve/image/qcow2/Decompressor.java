package dev.varve.image.qcow2;

import dev.varve.image.qcow2.meta.CompressionType;
import dev.varve.image.qcow2.meta.FormatException;
import java.nio.ByteBuffer;

/// Decompresses clusters, one after the other, into memory that does not depend on what is
/// compressed in them. Not for several threads at once.
///
/// Takes what QEMU takes: what stands behind a whole cluster is not looked at, as its compressed
/// bytes are known in sectors only.
public abstract sealed class Decompressor implements AutoCloseable
        permits DeflateDecompressor, ZstdDecompressor {
    private final int clusterSize;

    Decompressor(int clusterSize) {
        this.clusterSize = clusterSize;
    }

    /// {@return a decompressor of clusters of that size}
    ///
    /// @throws FormatException of the kind `UNSUPPORTED` when this host cannot decompress that type
    public static Decompressor of(CompressionType type, int clusterSize) throws FormatException {
        return switch (type) {
            case ZLIB -> new DeflateDecompressor(clusterSize);
            case ZSTD -> ZstdDecompressor.load(clusterSize);
        };
    }

    /// Decompresses `stored`, whose position and limit stay as they are, into the next cluster of
    /// `target`, whose position moves behind it.
    ///
    /// @param target has room for a cluster at least
    /// @throws FormatException when the bytes are not a whole cluster, compressed; then the position
    ///     of `target` has not moved, but what is behind it may be overwritten
    public final void decompress(ByteBuffer stored, ByteBuffer target) throws FormatException {
        fill(stored.duplicate(), target.slice(target.position(), clusterSize));
        target.position(target.position() + clusterSize);
    }

    final int clusterSize() {
        return clusterSize;
    }

    /// Fills all of `cluster`.
    abstract void fill(ByteBuffer stored, ByteBuffer cluster) throws FormatException;

    final FormatException tooShort(int bytes) {
        return FormatException.corrupt(
                "a compressed cluster of " + clusterSize + " bytes", "one of " + bytes + " bytes");
    }

    @Override
    public abstract void close();
}
