package dev.varve.image.transfer;

import dev.varve.image.io.ImageFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.DoubleConsumer;

/// Copies runs of bytes from file to file in the cheapest way that the file system has, tells how far
/// it has come, and can be cancelled in between.
public final class Copying {
    /// What is copied before progress is told and an interruption is noticed.
    private static final long PIECE = 16 << 20;

    /// Large enough that the calls cost nothing, small enough for the processor's cache.
    private static final int BUFFER = 1 << 20;

    /// What is copied before its way to the device begins, so that it has something to do all the time.
    private static final long WRITE_BACK = 8 << 20;

    private static final long BLOCK = 4096;

    private final DoubleConsumer progress;
    private final long total;
    private long copied;
    private double told;
    private boolean shares = true;
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER, BLOCK);

    /// What was written since the last write-back began, from `dirtyFrom` to before `dirtyTo`.
    private long dirtyBytes;

    private long dirtyFrom = Long.MAX_VALUE;
    private long dirtyTo;

    /// @param progress is told the percents, ascending
    /// @param total the bytes that will be copied in all
    public Copying(DoubleConsumer progress, long total) {
        this.progress = progress;
        this.total = total;
    }

    /// Makes `bytes` of `to` the same as those of `from`.
    ///
    /// @throws InterruptedIOException when the thread was interrupted, and still is
    public void copy(ImageFile from, long fromAt, ImageFile to, long at, long bytes)
            throws IOException {
        for (long done = 0; done < bytes; ) {
            long piece = Math.min(PIECE, bytes - done);
            if (!shared(from, fromAt + done, to, at + done, bytes - done)) {
                copyPiece(from, fromAt + done, to, at + done, piece);
                done += piece;
                add(piece);
            } else {
                add(bytes - done);
                done = bytes;
            }
        }
    }

    /// By reading and writing: on ext4, `copy_file_range` took longer (docs/internals/performance.md).
    private void copyPiece(ImageFile from, long fromAt, ImageFile to, long at, long bytes)
            throws IOException {
        for (long done = 0; done < bytes; done += BUFFER) {
            var part = buffer.asSlice(0, Math.min(BUFFER, bytes - done));
            from.read(fromAt + done, part);
            to.write(at + done, part);
        }
        startWriting(to, at, bytes);
    }

    /// Small pieces that lie apart begin their way together.
    private void startWriting(ImageFile to, long at, long bytes) throws IOException {
        dirtyFrom = Math.min(dirtyFrom, at);
        dirtyTo = Math.max(dirtyTo, at + bytes);
        dirtyBytes += bytes;
        if (dirtyBytes >= WRITE_BACK) {
            to.startWriting(dirtyFrom, dirtyTo - dirtyFrom);
            dirtyBytes = 0;
            dirtyFrom = Long.MAX_VALUE;
            dirtyTo = 0;
        }
    }

    /// Once two files turn out to lie where nothing can be shared, nothing more is tried.
    private boolean shared(ImageFile from, long fromAt, ImageFile to, long at, long bytes)
            throws IOException {
        boolean blocks = ((fromAt | at | bytes) & (BLOCK - 1)) == 0;
        if (!shares || !blocks || fromAt + bytes > from.length()) {
            return false;
        }
        shares = to.share(from, fromAt, at, bytes);
        return shares;
    }

    /// {@return whether extents have been shared so far, or nothing was copied yet}
    public boolean shares() {
        return shares;
    }

    /// Tells that all is done, if it hasn't been told.
    public void finish() {
        if (told < 100) {
            told = 100;
            progress.accept(100);
        }
    }

    /// Counts bytes that were copied in another way.
    public void add(long bytes) throws InterruptedIOException {
        copied += bytes;
        double percent = total == 0 ? 0 : Math.min(100.0, 100.0 * copied / total);
        if (percent > told) {
            told = percent;
            progress.accept(percent);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("cancelled after " + copied + " bytes");
        }
    }
}
