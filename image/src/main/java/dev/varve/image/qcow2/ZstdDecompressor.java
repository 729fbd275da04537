package dev.varve.image.qcow2;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.varve.image.qcow2.meta.FormatException;
import java.nio.ByteBuffer;

/// One frame of zstd or several, as many as fill the cluster. A frame's end is not stated in its
/// header: it is found by walking over the headers of its blocks.
///
/// Each frame is decompressed in one call, straight into the cluster, so that the window that a frame
/// asks for, up to gigabytes, is never allocated.
final class ZstdDecompressor extends Decompressor {
    private final ZstdDecompressCtx context;
    private final byte[] cluster;
    private final byte[] stored;

    private ZstdDecompressor(int clusterSize, ZstdDecompressCtx context) {
        super(clusterSize);
        this.context = context;
        this.cluster = new byte[clusterSize];
        this.stored = new byte[2 * clusterSize]; // No L2 entry can name more.
    }

    /// Loads the native library, which a host may not have or may forbid.
    static ZstdDecompressor load(int clusterSize) throws FormatException {
        try {
            return new ZstdDecompressor(clusterSize, new ZstdDecompressCtx());
        } catch (LinkageError e) {
            throw FormatException.unsupported("a host that can load zstd", "none: " + e);
        }
    }

    @Override
    void fill(ByteBuffer from, ByteBuffer into) throws FormatException {
        int end = Math.min(from.remaining(), stored.length);
        from.get(stored, 0, end);
        try {
            fillFrom(end);
        } catch (ZstdException e) {
            throw FormatException.corrupt(
                    "a cluster compressed by zstd", "damage: " + e.getMessage());
        }
        into.put(cluster);
    }

    /// A frame that would go on behind the cluster is refused, by QEMU too.
    private void fillFrom(int end) throws FormatException {
        int filled = 0;
        int at = 0;
        while (filled < cluster.length) {
            if (at == end) {
                throw tooShort(filled);
            }
            int frame = Math.toIntExact(Zstd.findFrameCompressedSize(stored, at, end - at));
            filled +=
                    context.decompressByteArray(
                            cluster, filled, cluster.length - filled, stored, at, frame);
            at += frame;
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
