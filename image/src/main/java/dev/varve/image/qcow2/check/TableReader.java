package dev.varve.image.qcow2.check;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.io.Cancelled;
import dev.varve.image.io.ImageFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Reads tables in large pieces, but not their holes, which hold entries of zeros.
///
/// The tables of an honest image lie apart, so together they are no longer than the data in the file.
/// An image that has one table read again and again is given up.
final class TableReader {
    /// The bytes of the piece that a reader needs.
    static final int PIECE = 1 << 20;

    private static final int ENTRY_MAX = 16;

    /// What may be read before it is looked up how much there is.
    private static final long FREE = 64L << 20;

    private final ImageFile file;
    private final long length;
    private final MemorySegment piece;
    private long charged;
    private long allowed = FREE;
    private boolean measured;

    /// Where the last hole or data were found.
    private long extentStart;

    private long extentEnd;
    private boolean hole;

    TableReader(ImageFile file, MemorySegment piece) throws IOException {
        this.file = file;
        this.length = file.length();
        this.piece = piece;
    }

    /// Takes entries of a table.
    interface Entries {
        /// Takes whole entries, those from the first on or the next.
        ///
        /// @param bytes how many of the piece hold entries, whole ones
        void take(MemorySegment piece, long bytes) throws IOException;
    }

    /// Reads `bytes` from `at` on, up to the end of the file.
    ///
    /// @throws CorruptImageException when more is read than tables can be
    void read(long at, long bytes, Entries entries) throws IOException {
        Cancelled.check("checking " + file.path());
        charge(ENTRY_MAX); // A hole isn't for nothing, either.
        long end = Math.min(at + bytes, aligned(length));
        long from = at;
        while (from < end) {
            locate(from);
            long to = Math.min(end, aligned(extentEnd));
            if (!hole) {
                to = Math.min(to, from + PIECE);
                charge(to - from);
                var part = piece.asSlice(0, to - from);
                file.read(from, part);
                entries.take(part, to - from);
            }
            from = to;
        }
    }

    private static long aligned(long offset) {
        return (offset + ENTRY_MAX - 1) & -ENTRY_MAX;
    }

    private void locate(long at) throws IOException {
        if (at >= extentStart && at < extentEnd) {
            return;
        }
        long data = file.nextData(at);
        hole = data > at;
        extentStart = at;
        extentEnd = Math.max(at + 1, hole ? data : file.nextHole(at));
    }

    /// Takes `bytes` for what is used once in an honest image.
    void charge(long bytes) throws IOException {
        charged += bytes;
        if (charged > allowed && !measured) {
            measured = true;
            allowed = FREE + 2 * dataBytes();
        }
        if (charged > allowed) {
            throw new CorruptImageException(
                    file.path(), "tables that lie apart from each other", "more tables than data");
        }
    }

    /// Charges the work of counting the clusters of a table, as little as it is.
    void chargeClusters(long bytes, int clusterBits) throws IOException {
        charge((bytes >>> clusterBits) * Long.BYTES);
    }

    private long dataBytes() throws IOException {
        long bytes = 0;
        long at = file.nextData(0);
        while (at < length) {
            long end = Math.max(at + 1, file.nextHole(at));
            bytes += end - at;
            at = file.nextData(end);
        }
        return bytes;
    }
}
