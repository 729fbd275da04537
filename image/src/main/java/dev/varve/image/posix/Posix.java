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
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int F_OFD_GETLK = 36;
    static final short F_WRLCK = 1;
    static final short F_UNLCK = 2;
    static final int ENOENT = 2;

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
    private static final MethodHandle STRERROR =
            find("strerror", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

    private Posix() {}

    private static MethodHandle find(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
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
}
