package dev.varve.image;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.qcow2.meta.CryptMethod;
import dev.varve.image.qcow2.meta.FormatException;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.IncompatibleFeature;
import dev.varve.image.qcow2.meta.L2Entry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// An open qcow2 image, read only. Tables are read piece by piece: what is needed in memory does not
/// depend on what the image says.
final class Qcow2File implements Closeable {
    /// Enough for the header of nearly every image, and one page.
    private static final int FIRST_READ = 4096;

    private static final int PIECE = 64 << 10;
    private static final long REFCOUNT_IS_ONE = 1L << 63;

    private final Path path;
    private final FileChannel channel;
    private final long length;
    private final Header header;

    private Qcow2File(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.length = channel.size();
        this.header = readHeader();
    }

    /// Opens `path`, which the caller knows to be a regular file or a block device.
    static Qcow2File open(Path path) throws IOException {
        var channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new Qcow2File(path, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    Header header() {
        return header;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private Header readHeader() throws IOException {
        try {
            return Header.parse(beginning(FIRST_READ));
        } catch (FormatException e) {
            return readWholeHeader();
        }
    }

    private Header readWholeHeader() throws IOException {
        try {
            return Header.parse(beginning(Header.BYTES_MAX));
        } catch (FormatException e) {
            throw switch (e.kind()) {
                case CORRUPT -> new CorruptImageException(path, e.expected(), e.found());
                case UNSUPPORTED -> new UnsupportedImageException(path, e.expected(), e.found());
            };
        }
    }

    private ByteBuffer beginning(int bytes) throws IOException {
        var buffer = ByteBuffer.allocate((int) Math.min(bytes, length));
        readFully(buffer, 0);
        return buffer;
    }

    /// {@return whether every L2 table that is there maps nothing at all}
    ///
    /// Any bit that is set in an L2 table, known or not, makes the answer no, and so does an L1 entry
    /// that is not just the place of a table with a refcount of 1.
    boolean mapsNothing() throws IOException {
        checkL2Count();
        return !anyL1Entry(entry ->
                (entry & ~L2Entry.OFFSET_MASK) != REFCOUNT_IS_ONE || anyL2Word(l2Offset(entry)));
    }

    /// {@return the bytes of data that the active tables refer to, zeros and holes left out}
    ///
    /// @throws CorruptImageException for tables that cannot be: beyond the file's end, or more than
    ///     fit into it
    long allocatedData() throws IOException {
        checkL2Count();
        long[] bytes = {0};
        anyL1Entry(entry -> {
            readL2(l2Offset(entry), piece -> bytes[0] += dataBytes(piece));
            return false;
        });
        return bytes[0];
    }

    private long dataBytes(ByteBuffer piece) {
        boolean extended = header.has(IncompatibleFeature.EXTENDED_L2);
        long bytes = 0;
        while (piece.hasRemaining()) {
            var entry = new L2Entry(piece.getLong(), extended ? piece.getLong() : 0);
            bytes += entry.dataBytes(header);
        }
        return bytes;
    }

    /// Honest images have each L2 table once, so all of them fit the file; the bound keeps a table
    /// that is named a million times from being read a million times.
    private void checkL2Count() throws IOException {
        long[] count = {0};
        anyL1Entry(entry -> {
            count[0]++;
            return false;
        });
        if (count[0] > length / header.clusterSize()) {
            throw new CorruptImageException(
                    path,
                    "at most " + length / header.clusterSize() + " L2 tables in the file",
                    count[0] + " tables");
        }
    }

    private long l2Offset(long l1Entry) throws IOException {
        long offset = l1Entry & L2Entry.OFFSET_MASK;
        if (offset == 0 || offset % header.clusterSize() != 0) {
            throw new CorruptImageException(
                    path, "an L2 table at a cluster", String.format("L1 entry %016x", l1Entry));
        }
        return offset;
    }

    private interface EntryTest {
        boolean holds(long entry) throws IOException;
    }

    private interface PieceReader {
        /// Takes some whole entries of an L2 table.
        void read(ByteBuffer piece);
    }

    /// Tests the L1 entries that are not zero until one holds.
    private boolean anyL1Entry(EntryTest test) throws IOException {
        var buffer = piece();
        long end = header.l1Offset() + 8L * header.l1Entries();
        for (long at = header.l1Offset(); at < end; at += buffer.capacity()) {
            readTable("the L1 table", buffer, at, end);
            while (buffer.hasRemaining()) {
                long entry = buffer.getLong();
                if (entry != 0 && test.holds(entry)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean anyL2Word(long offset) throws IOException {
        boolean[] any = {false};
        readL2(
                offset,
                piece -> {
                    while (piece.hasRemaining()) {
                        any[0] |= piece.getLong() != 0;
                    }
                });
        return any[0];
    }

    private void readL2(long offset, PieceReader reader) throws IOException {
        var buffer = piece();
        long end = offset + header.clusterSize();
        for (long at = offset; at < end; at += buffer.capacity()) {
            readTable("an L2 table", buffer, at, end);
            reader.read(buffer);
        }
    }

    private static ByteBuffer piece() {
        return ByteBuffer.allocate(PIECE).order(ByteOrder.BIG_ENDIAN);
    }

    private void readTable(String what, ByteBuffer buffer, long at, long end) throws IOException {
        int wanted = (int) Math.min(buffer.capacity(), end - at);
        if (at > length - wanted) {
            throw new CorruptImageException(
                    path, what + " inside " + length + " bytes", "an end at " + (at + wanted));
        }
        buffer.clear().limit(wanted);
        readFully(buffer, at);
    }

    private void readFully(ByteBuffer buffer, long at) throws IOException {
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer, at + buffer.position());
            if (count < 0) {
                throw new CorruptImageException(
                        path, "a file that stays as long as it was", "an end at " + at);
            }
        }
        buffer.flip();
    }

    /// {@return whether the image holds no more than its L1 and L2 tables say}
    boolean holdsTablesOnly() {
        return header.snapshots() == 0
                && header.extensions().bitmaps() == 0
                && header.crypt() == CryptMethod.NONE
                && !header.has(IncompatibleFeature.DIRTY)
                && !header.has(IncompatibleFeature.CORRUPT)
                && !header.has(IncompatibleFeature.EXTERNAL_DATA_FILE);
    }
}
