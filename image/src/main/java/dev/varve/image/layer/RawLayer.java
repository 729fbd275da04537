package dev.varve.image.layer;

import dev.varve.image.io.ImageFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// A raw image: its bytes are the disk's, its holes are zeros.
public final class RawLayer implements LayerReader {
    private final ImageFile file;
    private final long size;

    private RawLayer(ImageFile file, long size) {
        this.file = file;
        this.size = size;
    }

    /// Takes the file over, and closes it in any case.
    public static RawLayer open(ImageFile file) throws IOException {
        try {
            return new RawLayer(file, file.length());
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public ImageFile file() {
        return file;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void find(long offset, long limit, LayerExtent answer) throws IOException {
        long data = file.nextData(offset);
        if (data > offset) {
            answer.set(Holding.ZEROS, Math.min(limit, data - offset), 0);
        } else {
            long hole = Math.max(file.nextHole(offset), offset + 1);
            answer.set(Holding.DATA, Math.min(limit, hole - offset), offset);
        }
    }

    @Override
    public void readCompressed(long entry, long offset, MemorySegment into) {
        throw new IllegalStateException("a raw image compresses nothing");
    }

    @Override
    public long storedBytes(long entry) {
        throw new IllegalStateException("a raw image compresses nothing");
    }

    @Override
    public void forget() {} // There are no tables.

    @Override
    public void close() throws IOException {
        file.close();
    }
}
