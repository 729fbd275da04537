package dev.varve.image.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

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
    static final short AF_UNIX = 1;
    static final int SOCK_DGRAM = 2;
    static final int MSG_NOSIGNAL = 0x4000;
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
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int ENOLCK = 37;
    static final int ENOSYS = 38;
    static final int ENODATA = 61;
    static final int EOPNOTSUPP = 95;
    static final int EDQUOT = 122;

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
                    JAVA_SHORT.withName("l_type"),
                    JAVA_SHORT.withName("l_whence"),
                    MemoryLayout.paddingLayout(4),
                    JAVA_LONG.withName("l_start"),
                    JAVA_LONG.withName("l_len"),
                    JAVA_INT.withName("l_pid"),
                    MemoryLayout.paddingLayout(4));

    /// ```c
    /// struct sockaddr_un { sa_family_t sun_family; char sun_path[108]; };
    /// ```
    static final StructLayout SOCKADDR_UN =
            MemoryLayout.structLayout(
                    JAVA_SHORT.withName("sun_family"),
                    MemoryLayout.sequenceLayout(108, JAVA_BYTE).withName("sun_path"));

    /// ```c
    /// struct file_clone_range { s64 src_fd; u64 src_offset, src_length, dest_offset; };
    /// ```
    static final StructLayout FILE_CLONE_RANGE =
            MemoryLayout.structLayout(
                    JAVA_LONG.withName("src_fd"),
                    JAVA_LONG.withName("src_offset"),
                    JAVA_LONG.withName("src_length"),
                    JAVA_LONG.withName("dest_offset"));

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_AT =
            STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    /// The state of calls whose `errno` nobody asks for. Threads may write to it at once.
    private static final MemorySegment IGNORED = Arena.global().allocate(STATE);

    /// Calls every function: its first argument is the address to go to, the second takes `errno`, the
    /// others are as wide as a register. What a function doesn't declare is passed as 0, and it doesn't
    /// look. It is the one shape that libvirt is called by as well, as the JVM makes classes for each
    /// and keeps them in no cache (docs/decisions/0021-one-shape-of-downcall.md).
    ///
    /// An `int` is passed sign-extended, and a result of that type cast to `(int)`, as the upper half is
    /// undefined. A pointer is passed as a number, which keeps no memory alive: what it points to is in an
    /// arena that the calling thread closes after the call. The second argument alone is passed as
    /// memory, which stays for the time of the call, for the buffers of `pread` and `pwrite`: they may be
    /// of a shared arena, or of one that the garbage collector frees.
    private static final MethodHandle CALL =
            LINKER.downcallHandle(
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                            JAVA_LONG),
                    ERRNO);

    private static final MemorySegment STATX = LINKER.defaultLookup().findOrThrow("statx");
    private static final MemorySegment OPEN = LINKER.defaultLookup().findOrThrow("open");
    private static final MemorySegment CLOSE = LINKER.defaultLookup().findOrThrow("close");
    private static final MemorySegment FCNTL = LINKER.defaultLookup().findOrThrow("fcntl");
    private static final MemorySegment PREAD = LINKER.defaultLookup().findOrThrow("pread");
    private static final MemorySegment PWRITE = LINKER.defaultLookup().findOrThrow("pwrite");
    private static final MemorySegment LSEEK = LINKER.defaultLookup().findOrThrow("lseek");
    private static final MemorySegment FTRUNCATE = LINKER.defaultLookup().findOrThrow("ftruncate");
    private static final MemorySegment FALLOCATE = LINKER.defaultLookup().findOrThrow("fallocate");
    private static final MemorySegment SYNC_FILE_RANGE =
            LINKER.defaultLookup().findOrThrow("sync_file_range");
    private static final MemorySegment FDATASYNC = LINKER.defaultLookup().findOrThrow("fdatasync");
    private static final MemorySegment IOCTL = LINKER.defaultLookup().findOrThrow("ioctl");
    private static final MemorySegment STRERROR = LINKER.defaultLookup().findOrThrow("strerror");
    private static final MemorySegment LISTXATTR = LINKER.defaultLookup().findOrThrow("listxattr");
    private static final MemorySegment GETXATTR = LINKER.defaultLookup().findOrThrow("getxattr");
    private static final MemorySegment SETXATTR = LINKER.defaultLookup().findOrThrow("setxattr");

    private static final MemorySegment SOCKET = LINKER.defaultLookup().findOrThrow("socket");
    private static final MemorySegment CONNECT = LINKER.defaultLookup().findOrThrow("connect");
    private static final MemorySegment SEND = LINKER.defaultLookup().findOrThrow("send");

    private Posix() {}

    private static long call(MemorySegment function, MemorySegment state, long a) {
        return call(function, state, a, 0, 0, 0, 0);
    }

    private static long call(MemorySegment function, MemorySegment state, long a, long b) {
        return call(function, state, a, b, 0, 0, 0);
    }

    private static long call(MemorySegment function, MemorySegment state, long a, long b, long c) {
        return call(function, state, a, b, c, 0, 0);
    }

    private static long call(
            MemorySegment function, MemorySegment state, long a, long b, long c, long d) {
        return call(function, state, a, b, c, d, 0);
    }

    private static long call(
            MemorySegment function, MemorySegment state, long a, long b, long c, long d, long e) {
        return call(function, state, a, MemorySegment.ofAddress(b), c, d, e);
    }

    private static long call(
            MemorySegment function,
            MemorySegment state,
            long a,
            MemorySegment b,
            long c,
            long d,
            long e) {
        try {
            return (long) CALL.invokeExact(function, state, a, b, c, d, e, 0L);
        } catch (Throwable t) {
            throw new AssertionError(t); // A call throws nothing.
        }
    }

    static MemorySegment allocateState(Arena arena) {
        return arena.allocate(STATE);
    }

    static int errno(MemorySegment state) {
        return state.get(JAVA_INT, ERRNO_AT);
    }

    static String strerror(int errno) {
        var text = MemorySegment.ofAddress(call(STRERROR, IGNORED, errno));
        // SAFETY: strerror answers a terminated string, which its thread may keep for long.
        return text.reinterpret(Long.MAX_VALUE).getString(0);
    }

    static int statx(
            MemorySegment state,
            int dir,
            MemorySegment path,
            int flags,
            int mask,
            MemorySegment to) {
        return (int) call(STATX, state, dir, path.address(), flags, mask, to.address());
    }

    static int open(MemorySegment state, MemorySegment path, int flags) {
        return (int) call(OPEN, state, path.address(), flags);
    }

    static int close(int fd) {
        return (int) call(CLOSE, IGNORED, fd);
    }

    static int fcntl(MemorySegment state, int fd, int command, MemorySegment lock) {
        return (int) call(FCNTL, state, fd, command, lock.address());
    }

    static long pread(MemorySegment state, int fd, MemorySegment to, long bytes, long at) {
        return call(PREAD, state, fd, to, bytes, at, 0);
    }

    static long pwrite(MemorySegment state, int fd, MemorySegment from, long bytes, long at) {
        return call(PWRITE, state, fd, from, bytes, at, 0);
    }

    static long lseek(MemorySegment state, int fd, long at, int whence) {
        return call(LSEEK, state, fd, at, whence);
    }

    static int ftruncate(MemorySegment state, int fd, long length) {
        return (int) call(FTRUNCATE, state, fd, length);
    }

    static int fallocate(MemorySegment state, int fd, int mode, long at, long bytes) {
        return (int) call(FALLOCATE, state, fd, mode, at, bytes);
    }

    static int syncFileRange(int fd, long at, long bytes, int flags) {
        return (int) call(SYNC_FILE_RANGE, IGNORED, fd, at, bytes, flags);
    }

    static int fdatasync(MemorySegment state, int fd) {
        return (int) call(FDATASYNC, state, fd);
    }

    static int ioctl(MemorySegment state, int fd, long request, MemorySegment argument) {
        return (int) call(IOCTL, state, fd, request, argument.address());
    }

    static long listxattr(MemorySegment state, MemorySegment path, MemorySegment to, long bytes) {
        return call(LISTXATTR, state, path.address(), to.address(), bytes);
    }

    static long getxattr(
            MemorySegment state,
            MemorySegment path,
            MemorySegment name,
            MemorySegment to,
            long bytes) {
        return call(GETXATTR, state, path.address(), name.address(), to.address(), bytes);
    }

    /// Makes the attribute, or replaces it.
    static long setxattr(
            MemorySegment state,
            MemorySegment path,
            MemorySegment name,
            MemorySegment from,
            long bytes) {
        return call(SETXATTR, state, path.address(), name.address(), from.address(), bytes);
    }

    static int socket(MemorySegment state, int domain, int type) {
        return (int) call(SOCKET, state, domain, type, 0);
    }

    static int connect(MemorySegment state, int fd, MemorySegment address) {
        return (int) call(CONNECT, state, fd, address.address(), address.byteSize());
    }

    static long send(MemorySegment state, int fd, MemorySegment from, int flags) {
        return call(SEND, state, fd, from.address(), from.byteSize(), flags);
    }
}
