package dev.varve.image.posix;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.io.ImageFile;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;

/// The locks that QEMU holds on bytes of an image: 100 + i by whoever uses permission i, 200 + i by
/// whoever does not share it, where 0 is reading what is consistent, 1 writing, 2 writing what was
/// there already and 3 resizing. All of them are read locks of an open file description: they end
/// with it, and so with the process.
///
/// @see <a href="https://gitlab.com/qemu-project/qemu/-/blob/master/block/file-posix.c">QEMU,
///     RAW_LOCK_PERM_BASE</a>
public final class ImageLocks implements Closeable {
    private static final long USES = 100;
    private static final long DOES_NOT_SHARE = 200;
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int RESIZE = 3;

    private final Path image;
    private final int fd;

    private ImageLocks(Path image, int fd) {
        this.image = image;
        this.fd = fd;
    }

    /// Takes what a reader takes who relies on nobody writing meanwhile.
    ///
    /// @throws ImageInUseException when somebody has the image open for writing
    public static ImageLocks toRead(Path image) throws IOException {
        return taken(image, List.of(READ));
    }

    /// Takes what the only writer of an image takes.
    ///
    /// @throws ImageInUseException when somebody has the image open, a guest's QEMU or a program
    public static ImageLocks toWrite(Path image) throws IOException {
        return taken(image, List.of(READ, WRITE, RESIZE));
    }

    private static ImageLocks taken(Path image, List<Integer> uses) throws IOException {
        var locks = new ImageLocks(image, open(image));
        try {
            locks.take(uses, List.of(WRITE, RESIZE));
            return locks;
        } catch (IOException | RuntimeException e) {
            locks.close();
            throw e;
        }
    }

    /// First takes, then looks: of two who begin at once, at least one sees the other.
    private void take(List<Integer> uses, List<Integer> unshared) throws IOException {
        for (int permission : uses) {
            if (!lock(USES + permission)) {
                return;
            }
        }
        for (int permission : unshared) {
            lock(DOES_NOT_SHARE + permission);
        }
        for (int permission : uses) {
            requireUnlocked(DOES_NOT_SHARE + permission);
        }
        for (int permission : unshared) {
            requireUnlocked(USES + permission);
        }
    }

    /// {@return false on a file system that knows no locks, where QEMU goes on without them, too}
    private boolean lock(long at) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            var lock = flock(arena, Posix.F_RDLCK, at);
            if (Posix.fcntl(state, fd, Posix.F_OFD_SETLK, lock) == 0) {
                return true;
            }
            return switch (Posix.errno(state)) {
                case Posix.ENOLCK, Posix.EINVAL, Posix.ENOSYS, Posix.EOPNOTSUPP -> false;
                case Posix.EAGAIN, Posix.EACCES -> throw inUse(at);
                default -> throw FileStatus.failure(image, Posix.errno(state));
            };
        }
    }

    private void requireUnlocked(long at) throws IOException {
        if (isLocked(image, fd, at)) {
            throw inUse(at);
        }
    }

    private ImageInUseException inUse(long at) {
        return new ImageInUseException(
                image,
                image + " is in use: a domain or another program has it open (lock " + at + ")");
    }

    /// {@return whether somebody on this host has the image open for writing, and says so by a lock}
    ///
    /// The answer may be outdated when it arrives. A file system without locks fails or says no.
    /// Nothing is taken, so nobody else's lock can fail for it.
    public static boolean isOpenForWriting(Path image) throws IOException {
        int fd = open(image);
        try {
            return isLocked(image, fd, USES + WRITE);
        } finally {
            Posix.close(fd);
        }
    }

    /// {@return whether somebody on this host has the image open, for whatever, and says so by a lock}
    ///
    /// Otherwise as [#isOpenForWriting].
    public static boolean isOpen(Path image) throws IOException {
        int fd = open(image);
        try {
            return isLocked(image, fd, USES, DOES_NOT_SHARE - USES + RESIZE + 1);
        } finally {
            Posix.close(fd);
        }
    }

    /// The same of a file that is open already.
    public static boolean isOpen(ImageFile file) throws IOException {
        return file instanceof NativeFile opened
                ? isLocked(file.path(), opened.open(), USES, DOES_NOT_SHARE - USES + RESIZE + 1)
                : isOpen(file.path());
    }

    /// As [#isOpenForWriting(Path)], of a file that is open already.
    public static boolean isOpenForWriting(ImageFile file) throws IOException {
        return file instanceof NativeFile opened
                ? isLocked(file.path(), opened.open(), USES + WRITE)
                : isOpenForWriting(file.path());
    }

    private static int open(Path image) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            var name = arena.allocateFrom(image.toAbsolutePath().toString());
            int flags = Posix.O_RDONLY | Posix.O_NONBLOCK | Posix.O_CLOEXEC;
            int fd = Posix.open(state, name, flags);
            if (fd < 0) {
                throw FileStatus.failure(image, Posix.errno(state));
            }
            return fd;
        }
    }

    private static boolean isLocked(Path image, int fd, long at) throws IOException {
        return isLocked(image, fd, at, 1);
    }

    private static boolean isLocked(Path image, int fd, long at, long bytes) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            var lock = flock(arena, Posix.F_WRLCK, at);
            lock.set(ValueLayout.JAVA_LONG, 16, bytes);
            if (Posix.fcntl(state, fd, Posix.F_OFD_GETLK, lock) != 0) {
                throw FileStatus.failure(image, Posix.errno(state));
            }
            return lock.get(ValueLayout.JAVA_SHORT, 0) != Posix.F_UNLCK;
        }
    }

    private static MemorySegment flock(Arena arena, short type, long at) {
        var lock = arena.allocate(Posix.FLOCK);
        lock.set(ValueLayout.JAVA_SHORT, 0, type);
        lock.set(ValueLayout.JAVA_LONG, 8, at);
        lock.set(ValueLayout.JAVA_LONG, 16, 1);
        return lock;
    }

    /// Gives the locks back before the descriptor: a program that another thread is just starting
    /// has a copy of each descriptor until it runs, and would keep the locks for that long.
    @Override
    public void close() {
        try (var arena = Arena.ofConfined()) {
            var all = flock(arena, Posix.F_UNLCK, USES);
            all.set(ValueLayout.JAVA_LONG, 16, DOES_NOT_SHARE - USES + RESIZE + 1);
            Posix.fcntl(Posix.allocateState(arena), fd, Posix.F_OFD_SETLK, all);
        }
        Posix.close(fd);
    }
}
