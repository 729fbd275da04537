package dev.varve.image.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// The locks that QEMU holds on bytes of an image: 100 + i by whoever uses permission i, 200 + i by
/// whoever does not share it; 1 is writing. They are only asked for here, never taken, so nobody
/// else's lock can fail for it.
///
/// @see <a href="https://gitlab.com/qemu-project/qemu/-/blob/master/block/file-posix.c">QEMU,
///     RAW_LOCK_PERM_BASE</a>
public final class ImageLocks {
    private static final long USES_WRITE = 101;

    private ImageLocks() {}

    /// {@return whether somebody on this host has the image open for writing, and says so by a lock}
    ///
    /// The answer may be outdated when it arrives. A file system without locks fails or says no.
    public static boolean isOpenForWriting(Path image) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            var name = arena.allocateFrom(image.toAbsolutePath().toString());
            int flags = Posix.O_RDONLY | Posix.O_NONBLOCK | Posix.O_CLOEXEC;
            int fd = Posix.open(state, name, flags);
            if (fd < 0) {
                throw FileStatus.failure(image, Posix.errno(state));
            }
            try {
                return isLocked(image, fd, state, arena.allocate(Posix.FLOCK));
            } finally {
                Posix.close(fd);
            }
        }
    }

    private static boolean isLocked(Path image, int fd, MemorySegment state, MemorySegment lock)
            throws IOException {
        lock.set(ValueLayout.JAVA_SHORT, 0, Posix.F_WRLCK);
        lock.set(ValueLayout.JAVA_LONG, 8, USES_WRITE);
        lock.set(ValueLayout.JAVA_LONG, 16, 1);
        if (Posix.fcntl(state, fd, Posix.F_OFD_GETLK, lock) != 0) {
            throw FileStatus.failure(image, Posix.errno(state));
        }
        return lock.get(ValueLayout.JAVA_SHORT, 0) != Posix.F_UNLCK;
    }
}
