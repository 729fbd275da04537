package dev.varve.image.qcow2;

import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.meta.FormatException;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.L2Entry;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Reads compressed clusters; keeps the last one, of which the next read may want another part.
final class CompressedClusters implements Closeable {
    /// No L2 entry: two zero bits would be needed where this has ones.
    private static final long NONE = -1;

    private final ImageFile file;
    private final Header header;
    private final Arena arena = Arena.ofShared();
    private final L2Entry word = new L2Entry(false);
    private Optional<Open> open = Optional.empty();
    private long kept = NONE;

    /// What it takes to decompress, which most images don't need.
    private record Open(Decompressor decompressor, MemorySegment stored, MemorySegment cluster) {}

    CompressedClusters(ImageFile file, Header header) {
        this.file = file;
        this.header = header;
    }

    /// @param within the first byte of the cluster that is wanted
    void read(long entry, long within, MemorySegment into) throws IOException {
        if (open.isEmpty()) {
            open = Optional.of(open());
        }
        if (entry != kept) {
            load(entry, open.get());
        }
        into.copyFrom(open.get().cluster().asSlice(within, into.byteSize()));
    }

    private Open open() throws IOException {
        try {
            return new Open(
                    Decompressor.of(header.compression(), header.clusterSize()),
                    arena.allocate(2L * header.clusterSize()), // All that an entry can name.
                    arena.allocate(header.clusterSize()));
        } catch (FormatException e) {
            throw e.about(file.path());
        }
    }

    private void load(long entry, Open open) throws IOException {
        kept = NONE;
        word.load(entry, 0);
        var stored = open.stored().asSlice(0, word.compressedBytes(header.clusterBits()));
        file.read(word.compressedOffset(header.clusterBits()), stored);
        try {
            open.decompressor().decompress(stored.asByteBuffer(), open.cluster().asByteBuffer());
        } catch (FormatException e) {
            throw e.about(file.path());
        }
        kept = entry;
    }

    @Override
    public void close() {
        open.ifPresent(o -> o.decompressor().close());
        arena.close();
    }
}
