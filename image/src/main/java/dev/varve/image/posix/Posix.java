package dev.varve.image.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// Linux's calls, with C's names and C's answers: -1 for a failure, the reason in `errno`.
@SuppressWarnings("restricted") // Downcalls are what this class is for.
final class Posix {
    static final int AT_FDCWD = -100;
    static final int STATX_TYPE = 0x1;
    static final int STATX_BLOCKS = 0x400;
    static final int S_IFMT = 0xf000;
    static final int S_IFBLK = 0x6000;
    static final int S_IFREG = 0x8000;
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int F_OFD_GETLK = 36;
    static final int F_OFD_SETLK = 37;
    static final short F_RDLCK = 0;
    static final short F_WRLCK = 1;
    static final short F_UNLCK = 2;
    static final int SEEK_END = 2;
    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;
    static final int FALLOC_FL_KEEP_SIZE = 1;
    static final int FALLOC_FL_PUNCH_HOLE = 2;
    static final int SYNC_FILE_RANGE_WRITE = 2;
    static final long FICLONERANGE = 0x4020940dL;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EXDEV = 18;
    static final int EINVAL = 22;
    static final int ENOTTY = 25;
    static final int ENOLCK = 37;
    static final int ENOSYS = 38;
    static final int EOPNOTSUPP = 95;

    /// ```c
    /// struct statx { u32 mask, blksize; u64 attributes; u32 nlink, uid, gid; u16 mode, pad;
    ///                u64 ino, size, blocks; … }   // 256 bytes on every architecture
    /// ```
    static final long STATX_BYTES = 256;

    static final long STATX_MODE = 28;
    static final long STATX_BLOCKS_AT = 48;

    /// ```c
    /// struct flock { short l_type, l_whence; off_t l_start, l_len; pid_t l_pid; };
    /// ```
    static final StructLayout FLOCK =
            MemoryLayout.structLayout(
                    ValueLayout.JAVA_SHORT.withName("l_type"),
                    ValueLayout.JAVA_SHORT.withName("l_whence"),
                    MemoryLayout.paddingLayout(4),
                    ValueLayout.JAVA_LONG.withName("l_start"),
                    ValueLayout.JAVA_LONG.withName("l_len"),
                    ValueLayout.JAVA_INT.withName("l_pid"),
                    MemoryLayout.paddingLayout(4));

    /// ```c
    /// struct file_clone_range { s64 src_fd; u64 src_offset, src_length, dest_offset; };
    /// ```
    static final StructLayout FILE_CLONE_RANGE =
            MemoryLayout.structLayout(
                    ValueLayout.JAVA_LONG.withName("src_fd"),
                    ValueLayout.JAVA_LONG.withName("src_offset"),
                    ValueLayout.JAVA_LONG.withName("src_length"),
                    ValueLayout.JAVA_LONG.withName("dest_offset"));

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_FIELD =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle STATX =
            find(
                    "statx",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS),
                    ERRNO);
    private static final MethodHandle OPEN =
            find(
                    "open",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                    ERRNO,
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            find("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle FCNTL =
            find(
                    "fcntl",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS),
                    ERRNO,
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle PREAD = find("pread", transfer(), ERRNO);
    private static final MethodHandle PWRITE = find("pwrite", transfer(), ERRNO);
    private static final MethodHandle LSEEK =
            find(
                    "lseek",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT),
                    ERRNO);
    private static final MethodHandle FTRUNCATE =
            find(
                    "ftruncate",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG),
                    ERRNO);
    private static final MethodHandle FALLOCATE =
            find(
                    "fallocate",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG),
                    ERRNO);
    private static final MethodHandle SYNC_FILE_RANGE =
            find(
                    "sync_file_range",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT));
    private static final MethodHandle FDATASYNC =
            find(
                    "fdatasync",
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                    ERRNO);
    private static final MethodHandle IOCTL =
            find(
                    "ioctl",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS),
                    ERRNO,
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle COPY_FILE_RANGE =
            find(
                    "copy_file_range",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT),
                    ERRNO);
    private static final MethodHandle STRERROR =
            find("strerror", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

    private Posix() {}

    private static MethodHandle find(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    /// {@return `ssize_t (int fd, void *buffer, size_t bytes, off_t at)`}
    private static FunctionDescriptor transfer() {
        return FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG);
    }

    static MemorySegment allocateState(Arena arena) {
        return arena.allocate(STATE);
    }

    static int errno(MemorySegment state) {
        return (int) ERRNO_FIELD.get(state, 0L);
    }

    static String strerror(int errno) {
        try {
            var text = (MemorySegment) STRERROR.invokeExact(errno);
            // SAFETY: strerror answers a terminated string, which its thread may keep for long.
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static int statx(
            MemorySegment state,
            int dir,
            MemorySegment path,
            int flags,
            int mask,
            MemorySegment to) {
        try {
            return (int) STATX.invokeExact(state, dir, path, flags, mask, to);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static int open(MemorySegment state, MemorySegment path, int flags) {
        try {
            return (int) OPEN.invokeExact(state, path, flags);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static int close(int fd) {
        try {
            return (int) CLOSE.invokeExact(fd);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static int fcntl(MemorySegment state, int fd, int command, MemorySegment lock) {
        try {
            return (int) FCNTL.invokeExact(state, fd, command, lock);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static long pread(MemorySegment state, int fd, MemorySegment to, long bytes, long at) {
        try {
            return (long) PREAD.invokeExact(state, fd, to, bytes, at);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static long pwrite(MemorySegment state, int fd, MemorySegment from, long bytes, long at) {
        try {
            return (long) PWRITE.invokeExact(state, fd, from, bytes, at);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static long lseek(MemorySegment state, int fd, long at, int whence) {
        try {
            return (long) LSEEK.invokeExact(state, fd, at, whence);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static int ftruncate(MemorySegment state, int fd, long length) {
        try {
            return (int) FTRUNCATE.invokeExact(state, fd, length);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static int fallocate(MemorySegment state, int fd, int mode, long at, long bytes) {
        try {
            return (int) FALLOCATE.invokeExact(state, fd, mode, at, bytes);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static int syncFileRange(int fd, long at, long bytes, int flags) {
        try {
            return (int) SYNC_FILE_RANGE.invokeExact(fd, at, bytes, flags);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static int fdatasync(MemorySegment state, int fd) {
        try {
            return (int) FDATASYNC.invokeExact(state, fd);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static int ioctl(MemorySegment state, int fd, long request, MemorySegment argument) {
        try {
            return (int) IOCTL.invokeExact(state, fd, request, argument);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /// The kernel takes the places from `fromAt` and `toAt`, and moves both on by what it copied.
    static long copyFileRange(
            MemorySegment state,
            int from,
            MemorySegment fromAt,
            int to,
            MemorySegment toAt,
            long bytes) {
        try {
            return (long) COPY_FILE_RANGE.invokeExact(state, from, fromAt, to, toAt, bytes, 0);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }
}
