package dev.varve.image.posix;

import dev.varve.image.io.ImageFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/// An [ImageFile] by Linux's own calls: shares extents where the file system does, punches holes,
/// finds them.
public final class NativeFile implements ImageFile {
    /// Large enough that the calls cost nothing, small enough for the processor's cache.
    private static final int PIECE = 1 << 20;

    private static final int CLOSED = -1;

    private final Path path;
    private int fd;

    private NativeFile(Path path, int fd) {
        this.path = path;
        this.fd = fd;
    }

    /// Opens what is there; nothing is made.
    ///
    /// @throws java.nio.file.NoSuchFileException when nothing has that name
    public static NativeFile open(Path path, Access access) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            var name = arena.allocateFrom(path.toAbsolutePath().toString());
            int mode =
                    switch (access) {
                        case READ -> Posix.O_RDONLY;
                        case READ_WRITE -> Posix.O_RDWR;
                    };
            int fd = Posix.open(state, name, mode | Posix.O_CLOEXEC | Posix.O_NONBLOCK);
            if (fd < 0) {
                throw FileStatus.failure(path, Posix.errno(state));
            }
            return new NativeFile(path, fd);
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long length() throws IOException {
        return seek(0, Posix.SEEK_END);
    }

    @Override
    public void read(long at, MemorySegment into) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            long done = 0;
            while (done < into.byteSize()) {
                long left = into.byteSize() - done;
                long count = Posix.pread(state, open(), into.asSlice(done), left, at + done);
                if (count == 0) {
                    into.asSlice(done).fill((byte) 0);
                    return;
                }
                done += checked(count, state);
            }
        }
    }

    @Override
    public void write(long at, MemorySegment from) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            long done = 0;
            while (done < from.byteSize()) {
                long left = from.byteSize() - done;
                long count = Posix.pwrite(state, open(), from.asSlice(done), left, at + done);
                done += checked(count, state);
            }
        }
    }

    /// {@return the count; 0 after an interrupted call, which is to be made again}
    private long checked(long count, MemorySegment state) throws IOException {
        if (count >= 0) {
            return count;
        }
        if (Posix.errno(state) == Posix.EINTR) {
            return 0;
        }
        throw FileStatus.failure(path, Posix.errno(state));
    }

    @Override
    public boolean share(ImageFile from, long fromAt, long at, long bytes) throws IOException {
        if (!(from instanceof NativeFile source)) {
            return false;
        }
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            var range = arena.allocate(Posix.FILE_CLONE_RANGE);
            range.setAtIndex(ValueLayout.JAVA_LONG, 0, source.open());
            range.setAtIndex(ValueLayout.JAVA_LONG, 1, fromAt);
            range.setAtIndex(ValueLayout.JAVA_LONG, 2, bytes);
            range.setAtIndex(ValueLayout.JAVA_LONG, 3, at);
            while (Posix.ioctl(state, open(), Posix.FICLONERANGE, range) != 0) {
                int errno = Posix.errno(state);
                if (cannotShare(errno)) {
                    return false;
                }
                if (errno != Posix.EINTR) {
                    throw FileStatus.failure(path, errno);
                }
            }
            return true;
        }
    }

    private static boolean cannotShare(int errno) {
        return switch (errno) {
            case Posix.EOPNOTSUPP, Posix.EXDEV, Posix.EINVAL, Posix.ENOTTY, Posix.ENOSYS -> true;
            default -> false;
        };
    }

    @Override
    public void punch(long at, long bytes) throws IOException {
        long count = Math.min(bytes, length() - at);
        if (count <= 0) {
            return;
        }
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            int mode = Posix.FALLOC_FL_PUNCH_HOLE | Posix.FALLOC_FL_KEEP_SIZE;
            while (Posix.fallocate(state, open(), mode, at, count) != 0) {
                int errno = Posix.errno(state);
                if (errno == Posix.EOPNOTSUPP || errno == Posix.ENOSYS) {
                    writeZeros(at, count);
                    return;
                }
                if (errno != Posix.EINTR) {
                    throw FileStatus.failure(path, errno);
                }
            }
        }
    }

    private void writeZeros(long at, long bytes) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var zeros = arena.allocate(Math.min(bytes, PIECE));
            for (long done = 0; done < bytes; done += zeros.byteSize()) {
                write(at + done, zeros.asSlice(0, Math.min(zeros.byteSize(), bytes - done)));
            }
        }
    }

    @Override
    public long nextData(long at) throws IOException {
        return next(at, Posix.SEEK_DATA, at);
    }

    @Override
    public long nextHole(long at) throws IOException {
        return next(at, Posix.SEEK_HOLE, length());
    }

    /// @param otherwise the answer of a file that knows no holes, such as a block device
    private long next(long at, int whence, long otherwise) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            long found = Posix.lseek(state, open(), at, whence);
            if (found >= 0) {
                return found;
            }
            return switch (Posix.errno(state)) {
                case Posix.ENXIO -> length(); // Nothing more up to the end.
                case Posix.EINVAL, Posix.EOPNOTSUPP -> otherwise;
                default -> throw FileStatus.failure(path, Posix.errno(state));
            };
        }
    }

    private long seek(long at, int whence) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            long place = Posix.lseek(state, open(), at, whence);
            if (place < 0) {
                throw FileStatus.failure(path, Posix.errno(state));
            }
            return place;
        }
    }

    @Override
    public void setLength(long bytes) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            while (Posix.ftruncate(state, open(), bytes) != 0) {
                checked(-1, state);
            }
        }
    }

    /// A hint: whether it was followed, or failed, shows at [#sync].
    @Override
    public void startWriting(long at, long bytes) throws IOException {
        var _ = Posix.syncFileRange(open(), at, bytes, Posix.SYNC_FILE_RANGE_WRITE);
    }

    @Override
    public void sync() throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            while (Posix.fdatasync(state, open()) != 0) {
                checked(-1, state);
            }
        }
    }

    int open() throws IOException {
        if (fd == CLOSED) {
            throw new ClosedChannelException();
        }
        return fd;
    }

    @Override
    public void close() {
        if (fd != CLOSED) {
            Posix.close(fd);
            fd = CLOSED;
        }
    }
}
