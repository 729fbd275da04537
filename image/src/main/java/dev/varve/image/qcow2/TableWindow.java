package dev.varve.image.qcow2;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.io.ImageFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Reads words of tables through a piece of the file that it keeps: the memory that it takes doesn't
/// depend on what the image says.
public final class TableWindow {
    public static final ValueLayout.OfLong WORD =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int BYTES = 64 << 10;

    private final ImageFile file;
    private long length;
    private final MemorySegment piece;
    private long start = -1;

    public TableWindow(ImageFile file, Arena arena) throws IOException {
        this.file = file;
        this.length = file.length();
        this.piece = arena.allocate(BYTES, 8);
    }

    /// {@return the 64 bits at `at`, which is a multiple of 8}
    ///
    /// @throws CorruptImageException when the table isn't inside the file
    public long word(String table, long at) throws IOException {
        if (at < 0 || at > length - Long.BYTES) {
            throw new CorruptImageException(
                    file.path(), table + " inside " + length + " bytes", "an entry at " + at);
        }
        long wanted = at & -BYTES;
        if (wanted != start) {
            start = -1;
            file.read(wanted, piece);
            start = wanted;
        }
        return piece.get(WORD, at - wanted);
    }

    /// Forgets what was read: the table has been written to.
    public void forget() throws IOException {
        start = -1;
        length = file.length();
    }
}
