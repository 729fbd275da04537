package dev.varve.image.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// A file that isn't brought to stable storage again when nothing was written to it since the last time:
/// each sync has the device empty its cache, whoever filled it. The first one is always made, for what others
/// have written before.
public final class LazySyncFile implements ImageFile {
    private final ImageFile file;
    private boolean changed = true;

    /// @param file which this one closes
    public LazySyncFile(ImageFile file) {
        this.file = file;
    }

    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public long length() throws IOException {
        return file.length();
    }

    @Override
    public void read(long at, MemorySegment into) throws IOException {
        file.read(at, into);
    }

    @Override
    public void write(long at, MemorySegment from) throws IOException {
        changed = true;
        file.write(at, from);
    }

    @Override
    public boolean share(ImageFile from, long fromAt, long at, long bytes) throws IOException {
        changed = true;
        return file.share(from, fromAt, at, bytes);
    }

    @Override
    public void punch(long at, long bytes) throws IOException {
        changed = true;
        file.punch(at, bytes);
    }

    @Override
    public long nextData(long at) throws IOException {
        return file.nextData(at);
    }

    @Override
    public long nextHole(long at) throws IOException {
        return file.nextHole(at);
    }

    @Override
    public void setLength(long bytes) throws IOException {
        changed = true;
        file.setLength(bytes);
    }

    @Override
    public void startWriting(long at, long bytes) throws IOException {
        file.startWriting(at, bytes);
    }

    @Override
    public void sync() throws IOException {
        if (changed) {
            file.sync();
            changed = false;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
