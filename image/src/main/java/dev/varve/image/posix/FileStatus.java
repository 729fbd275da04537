package dev.varve.image.posix;

import dev.varve.image.failure.NoSpaceException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What statx(2) says of a file and Java does not.
///
/// @param allocatedBytes the blocks of the file, in bytes; 0 for a block device
public record FileStatus(Type type, long allocatedBytes) {
    private static final int BLOCK_BYTES = 512; // statx(2): stx_blocks, whatever the block size.

    /// What a name stands for, symbolic links followed.
    public enum Type {
        REGULAR,
        BLOCK_DEVICE,
        /// A directory, or something that one can wait on for ever: a pipe, a socket, a terminal.
        OTHER
    }

    /// Reads the status without opening the file.
    ///
    /// @throws NoSuchFileException when nothing has that name
    public static FileStatus of(Path path) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            var to = arena.allocate(Posix.STATX_BYTES, 8);
            var name = arena.allocateFrom(path.toAbsolutePath().toString());
            int mask = Posix.STATX_TYPE | Posix.STATX_BLOCKS;
            if (Posix.statx(state, Posix.AT_FDCWD, name, 0, mask, to) != 0) {
                throw failure(path, Posix.errno(state));
            }
            return new FileStatus(
                    type(to), to.get(ValueLayout.JAVA_LONG, Posix.STATX_BLOCKS_AT) * BLOCK_BYTES);
        }
    }

    static Type type(MemorySegment statx) {
        return switch (statx.get(ValueLayout.JAVA_SHORT, Posix.STATX_MODE) & Posix.S_IFMT) {
            case Posix.S_IFREG -> Type.REGULAR;
            case Posix.S_IFBLK -> Type.BLOCK_DEVICE;
            default -> Type.OTHER;
        };
    }

    static FileSystemException failure(Path path, int errno) {
        return switch (errno) {
            case Posix.ENOENT -> new NoSuchFileException(path.toString());
            case Posix.ENOSPC, Posix.EDQUOT, Posix.EFBIG ->
                    new NoSpaceException(path, Posix.strerror(errno));
            default -> new FileSystemException(path.toString(), null, Posix.strerror(errno));
        };
    }
}
