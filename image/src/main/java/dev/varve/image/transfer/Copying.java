package dev.varve.image.transfer;

import dev.varve.image.io.ImageFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.DoubleConsumer;

/// Copies runs of bytes from file to file in the cheapest way that the file system has, tells how far
/// it has come, and can be cancelled in between.
public final class Copying {
    /// What is copied before progress is told and an interruption is noticed.
    private static final long PIECE = 16 << 20;

    private static final long BLOCK = 4096;

    private final DoubleConsumer progress;
    private final long total;
    private long copied;
    private double told;
    private boolean shares = true;

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
                to.copy(from, fromAt + done, at + done, piece);
                to.startWriting(at + done, piece);
                done += piece;
                add(piece);
            } else {
                add(bytes - done);
                done = bytes;
            }
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
