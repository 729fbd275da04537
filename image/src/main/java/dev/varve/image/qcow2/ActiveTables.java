package dev.varve.image.qcow2;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.IncompatibleFeature;
import dev.varve.image.qcow2.meta.L2Entry;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;

/// The active L1 table of an image, or that of an internal snapshot, and all L2 tables that it names,
/// taken as a whole.
///
/// Tables are read piece by piece: what is needed in memory does not depend on what the image says.
public final class ActiveTables implements Closeable {
    private final ImageFile file;
    private final Header header;
    private final long l1Offset;
    private final int l1Entries;
    private final Arena arena = Arena.ofConfined();
    private final TableWindow l1;
    private final TableWindow l2;

    /// The file stays the caller's to close.
    public ActiveTables(ImageFile file, Header header) throws IOException {
        this(file, header, header.l1Offset(), header.l1Entries());
    }

    /// Those that an L1 table names which isn't the active one.
    ActiveTables(ImageFile file, Header header, long l1Offset, int l1Entries) throws IOException {
        this.file = file;
        this.header = header;
        this.l1Offset = l1Offset;
        this.l1Entries = l1Entries;
        this.l1 = new TableWindow(file, arena);
        this.l2 = new TableWindow(file, arena);
    }

    /// Honest images have each L2 table once, so that all of them fit the file; the bound keeps a table
    /// that is named a million times from being read a million times.
    ///
    /// @throws CorruptImageException when there are more than fit, or the L1 table isn't in the file
    public void checkCount() throws IOException {
        long count = 0;
        for (long i = 0; i < l1Entries; i++) {
            count += l1Entry(i) == 0 ? 0 : 1;
        }
        if (count > file.length() / header.clusterSize()) {
            throw new CorruptImageException(
                    file.path(),
                    "at most " + file.length() / header.clusterSize() + " L2 tables in the file",
                    count + " tables");
        }
    }

    /// {@return whether every L2 table that is there maps nothing at all}
    ///
    /// Any bit that is set in an L2 table, known or not, makes the answer no, and so does an L1 entry
    /// that is not just the place of a table with a refcount of 1.
    public boolean mapNothing() throws IOException {
        checkCount();
        for (long i = 0; i < l1Entries; i++) {
            long entry = l1Entry(i);
            if (entry != 0
                    && ((entry & ~L2Entry.OFFSET_MASK) != L2Entry.COPIED
                            || anyWord(place(entry)))) {
                return false;
            }
        }
        return true;
    }

    /// {@return the bytes of data that the tables refer to, zeros and holes left out}
    ///
    /// @throws CorruptImageException for tables that cannot be: beyond the file's end, or more than
    ///     fit into it
    public long dataBytes() throws IOException {
        checkCount();
        long bytes = 0;
        for (long i = 0; i < l1Entries; i++) {
            if (l1Entry(i) != 0) {
                bytes += dataBytes(place(l1Entry(i)));
            }
        }
        return bytes;
    }

    private long dataBytes(long table) throws IOException {
        boolean extended = header.has(IncompatibleFeature.EXTENDED_L2);
        var entry = new L2Entry(extended);
        int step = extended ? 2 * Long.BYTES : Long.BYTES;
        long bytes = 0;
        for (long at = table; at < table + header.clusterSize(); at += step) {
            long word = l2.word("an L2 table", at);
            if (word != 0) {
                long parts = extended ? l2.word("an L2 table", at + Long.BYTES) : 0;
                entry.load(word, parts);
                bytes += entry.dataBytes(header.clusterBits());
            }
        }
        return bytes;
    }

    private long l1Entry(long index) throws IOException {
        return l1.word("the L1 table", l1Offset + Long.BYTES * index);
    }

    private long place(long l1Entry) throws IOException {
        long offset = Qcow2Layer.tableOffset(file, header, l1Entry);
        if (offset == 0) {
            throw new CorruptImageException(
                    file.path(), "an L2 table", String.format("L1 entry %016x", l1Entry));
        }
        return offset;
    }

    private boolean anyWord(long table) throws IOException {
        for (long at = table; at < table + header.clusterSize(); at += Long.BYTES) {
            if (l2.word("an L2 table", at) != 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        arena.close();
    }
}
