package dev.varve.image.io;

import java.io.InterruptedIOException;

/// Ends long reading when somebody wants it to end.
public final class Cancelled {
    private Cancelled() {}

    /// Goes on, unless somebody has interrupted the thread.
    ///
    /// @param what was being done, for the message
    /// @throws InterruptedIOException when the thread was interrupted, and still is
    public static void check(String what) throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("cancelled while " + what);
        }
    }
}
