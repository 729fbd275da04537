package dev.varve.image.layer;

import dev.varve.image.io.ImageFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// A raw image: its bytes are the disk's, its holes are zeros.
public final class RawLayer implements Layer {
    private final ImageFile file;
    private final long size;

    public RawLayer(ImageFile file) throws IOException {
        this.file = file;
        this.size = file.length();
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
    public void find(long offset, long limit, Place answer) throws IOException {
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
    public void close() throws IOException {
        file.close();
    }
}
