package dev.varve.image.posix;

import dev.varve.image.io.ImageFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// All that statx(2) says of an open file.
///
/// @param stamp changes with whatever is written to the file
/// @param allocatedBytes the blocks of the file, in bytes; 0 for a block device
/// @param links how many names it has
/// @param mode the permissions, without the file's type
public record FileFacts(
        FileStatus.Type type,
        Stamp stamp,
        long allocatedBytes,
        int links,
        int user,
        int group,
        int mode) {
    private static final int BASIC = 0x7ff; // STATX_BASIC_STATS
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int BLOCK_BYTES = 512;
    private static final int PERMISSIONS = 07777;

    // struct statx, after those in Posix
    private static final int LINKS = 16;
    private static final int USER = 20;
    private static final int GROUP = 24;
    private static final int INODE = 32;
    private static final int SIZE = 40;
    private static final int CHANGED = 96;
    private static final int MODIFIED = 112;
    private static final int DEVICE_MAJOR = 136;
    private static final int DEVICE_MINOR = 140;

    /// Which file it is, and when it was last written to or changed otherwise, by the file system's clock.
    /// Nobody can set `changed` but by changing the system's clock.
    ///
    /// @param device as `st_dev` has it
    public record Stamp(long device, long inode, long size, Time modified, Time changed) {}

    /// Since 1970.
    public record Time(long seconds, int nanos) {}

    /// {@return the facts as they are now; on a network file system those that its server told when the file was
    /// opened, or later}
    public static FileFacts of(ImageFile file) throws IOException {
        try (var arena = Arena.ofConfined()) {
            return file instanceof NativeFile opened
                    ? of(arena, file.path(), opened.open(), "", AT_EMPTY_PATH)
                    : of(arena, file.path(), Posix.AT_FDCWD, absolute(file.path()), 0);
        }
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }

    private static FileFacts of(Arena arena, Path path, int at, String name, int flags)
            throws IOException {
        var state = Posix.allocateState(arena);
        var to = arena.allocate(Posix.STATX_BYTES, 8);
        if (Posix.statx(state, at, arena.allocateFrom(name), flags, BASIC, to) != 0) {
            throw FileStatus.failure(path, Posix.errno(state));
        }
        return new FileFacts(
                FileStatus.type(to),
                stamp(to),
                to.get(ValueLayout.JAVA_LONG, Posix.STATX_BLOCKS_AT) * BLOCK_BYTES,
                to.get(ValueLayout.JAVA_INT, LINKS),
                to.get(ValueLayout.JAVA_INT, USER),
                to.get(ValueLayout.JAVA_INT, GROUP),
                to.get(ValueLayout.JAVA_SHORT, Posix.STATX_MODE) & PERMISSIONS);
    }

    private static Stamp stamp(MemorySegment to) {
        return new Stamp(
                device(
                        to.get(ValueLayout.JAVA_INT, DEVICE_MAJOR),
                        to.get(ValueLayout.JAVA_INT, DEVICE_MINOR)),
                to.get(ValueLayout.JAVA_LONG, INODE),
                to.get(ValueLayout.JAVA_LONG, SIZE),
                time(to, MODIFIED),
                time(to, CHANGED));
    }

    /// As makedev(3) puts the two together.
    private static long device(long major, long minor) {
        return (minor & 0xff)
                | (major & 0xfff) << 8
                | (minor & 0xffffff00L) << 12
                | (major & 0xfffff000L) << 32;
    }

    private static Time time(MemorySegment to, int at) {
        return new Time(
                to.get(ValueLayout.JAVA_LONG, at), to.get(ValueLayout.JAVA_INT, at + Long.BYTES));
    }
}
