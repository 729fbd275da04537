package dev.varve.image.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/// The access control list of a file (acl(5)), in the form in which Linux keeps it: a version, and entries of a tag, the
/// rights and an id (linux/posix_acl_xattr.h).
public final class AccessList {
    private static final String NAME = "system.posix_acl_access";
    private static final int BYTES_MAX = 64 << 10;
    private static final int HEADER = 4;
    private static final int ENTRY = 8;
    private static final int RIGHTS_AT = 2;
    private static final short OWNER = 1;
    private static final short OTHERS = 0x20;
    private static final short READ_WRITE = 6;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private AccessList() {}

    /// Gives a file the list of another one, if that has one.
    public static void copy(Path from, Path to) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var list = arena.allocate(BYTES_MAX);
            long bytes = read(from, list, arena);
            if (bytes > 0) {
                write(to, list.asSlice(0, bytes), arena);
            }
        }
    }

    /// Gives an image the list of another one, if that has one: but its owner may read and write it, and those may do
    /// nothing that the list doesn't name.
    public static void copyOfImage(Path from, Path to) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var list = arena.allocate(BYTES_MAX);
            long bytes = read(from, list, arena);
            for (long at = HEADER; at + ENTRY <= bytes; at += ENTRY) {
                list.set(SHORT, at + RIGHTS_AT, rights(list, at));
            }
            if (bytes > 0) {
                write(to, list.asSlice(0, bytes), arena);
            }
        }
    }

    private static short rights(MemorySegment list, long at) {
        return switch (list.get(SHORT, at)) {
            case OWNER -> READ_WRITE;
            case OTHERS -> 0;
            default -> (short) (list.get(SHORT, at + RIGHTS_AT) & READ_WRITE);
        };
    }

    /// {@return the bytes of the list; 0 where there is none}
    private static long read(Path file, MemorySegment into, Arena arena) throws IOException {
        var state = Posix.allocateState(arena);
        long bytes =
                Posix.getxattr(
                        state,
                        arena.allocateFrom(file.toAbsolutePath().toString()),
                        arena.allocateFrom(NAME),
                        into,
                        into.byteSize());
        if (bytes >= 0) {
            return bytes;
        }
        return switch (Posix.errno(state)) {
            case Posix.ENODATA, Posix.EOPNOTSUPP -> 0;
            default -> throw FileStatus.failure(file, Posix.errno(state));
        };
    }

    private static void write(Path file, MemorySegment list, Arena arena) throws IOException {
        var state = Posix.allocateState(arena);
        long done =
                Posix.setxattr(
                        state,
                        arena.allocateFrom(file.toAbsolutePath().toString()),
                        arena.allocateFrom(NAME),
                        list,
                        list.byteSize());
        if (done < 0 && Posix.errno(state) != Posix.EOPNOTSUPP) {
            throw FileStatus.failure(file, Posix.errno(state));
        }
    }
}
