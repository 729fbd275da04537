package dev.varve.image;

import dev.varve.image.posix.OfdLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// The only lock that is held on a file, by this process and among all its threads, until it is closed or the
/// process ends. Whoever else opens and closes the file meanwhile doesn't end it.
public final class ExclusiveLock implements Closeable {
    private final OfdLock lock;

    private ExclusiveLock(OfdLock lock) {
        this.lock = lock;
    }

    /// Asks for the lock, without waiting for it.
    ///
    /// @param file that is there, and may be written
    /// @return empty if somebody else holds it
    /// @throws IOException if the file can't be opened, or lies on a file system that knows no locks
    public static Optional<ExclusiveLock> tryTake(Path file) throws IOException {
        return OfdLock.tryTake(file).map(ExclusiveLock::new);
    }

    /// {@return whether somebody holds the lock; nobody who asks for it meanwhile is turned away}
    ///
    /// @param file that is there
    /// @throws IOException if the file can't be opened, or lies on a file system that knows no locks
    public static boolean isHeld(Path file) throws IOException {
        return OfdLock.isHeld(file);
    }

    @Override
    public void close() {
        lock.close();
    }
}
