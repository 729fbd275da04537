package dev.varve.image.posix;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;

/// A write lock on a whole file, of an open file description: it excludes whoever has opened the file by himself,
/// in this process or another, and ends when it is closed or its process ends. Nothing else that opens or closes
/// the file ends it, as it would a lock of the process (POSIX), which is what Java takes.
///
/// @see <a href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK(2const)</a>
public final class OfdLock implements Closeable {
    private final int fd;

    private OfdLock(int fd) {
        this.fd = fd;
    }

    /// {@return the lock; empty if somebody else holds one on the file}
    ///
    /// @param file that is there
    public static Optional<OfdLock> tryTake(Path file) throws IOException {
        int fd = open(file, Posix.O_RDWR);
        boolean held = false;
        try {
            held = isLocked(file, fd);
            return held ? Optional.of(new OfdLock(fd)) : Optional.empty();
        } finally {
            if (!held) {
                Posix.close(fd);
            }
        }
    }

    /// {@return whether somebody holds one on the file} None is taken to find out, so nobody is turned away by it.
    ///
    /// @param file that is there
    public static boolean isHeld(Path file) throws IOException {
        int fd = open(file, Posix.O_RDONLY);
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            var lock = whole(arena, Posix.F_WRLCK);
            if (Posix.fcntl(state, fd, Posix.F_OFD_GETLK, lock) != 0) {
                throw FileStatus.failure(file, Posix.errno(state));
            }
            return lock.get(ValueLayout.JAVA_SHORT, 0) != Posix.F_UNLCK;
        } finally {
            Posix.close(fd);
        }
    }

    private static int open(Path file, int access) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            var name = arena.allocateFrom(file.toAbsolutePath().toString());
            int fd = Posix.open(state, name, access | Posix.O_CLOEXEC);
            if (fd < 0) {
                throw FileStatus.failure(file, Posix.errno(state));
            }
            return fd;
        }
    }

    private static boolean isLocked(Path file, int fd) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            if (Posix.fcntl(state, fd, Posix.F_OFD_SETLK, whole(arena, Posix.F_WRLCK)) == 0) {
                return true;
            }
            int errno = Posix.errno(state);
            if (errno == Posix.EAGAIN || errno == Posix.EACCES) {
                return false;
            }
            throw FileStatus.failure(file, errno);
        }
    }

    private static MemorySegment whole(Arena arena, short type) {
        var lock = arena.allocate(Posix.FLOCK);
        lock.set(ValueLayout.JAVA_SHORT, 0, type);
        return lock;
    }

    /// Gives the lock back before the descriptor: a program that another thread is just starting has a copy of
    /// each descriptor until it runs, and would keep the lock for that long.
    @Override
    public void close() {
        try (var arena = Arena.ofConfined()) {
            var lock = whole(arena, Posix.F_UNLCK);
            Posix.fcntl(Posix.allocateState(arena), fd, Posix.F_OFD_SETLK, lock);
        }
        Posix.close(fd);
    }
}
