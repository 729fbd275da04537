package dev.varve.image.qcow2;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.meta.FormatException;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.InternalSnapshot;
import dev.varve.image.qcow2.meta.L2Entry;
import dev.varve.image.qcow2.meta.SnapshotTable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Reads the internal snapshots of an open image.
public final class SnapshotReader {
    private static final int PIECE = 64 << 10;

    /// Words that are compared for all snapshots together: those of 512 MiB of tables.
    private static final long WORDS_MAX = 1L << 26;

    private final ImageFile file;
    private final Header header;
    private long words = WORDS_MAX;

    /// The file stays the caller's to close.
    public SnapshotReader(ImageFile file, Header header) {
        this.file = file;
        this.header = header;
    }

    /// {@return the snapshots, in the order of the table}
    ///
    /// @throws CorruptImageException when the table contradicts the specification
    public List<InternalSnapshot> read() throws IOException {
        var snapshots = new ArrayList<InternalSnapshot>();
        var table = SnapshotTable.of(header);
        var piece = ByteBuffer.allocate(0);
        try {
            while (table.hasNext()) {
                if (table.needed(piece) > piece.remaining()) {
                    long at = header.snapshotsOffset() + table.bytesTaken();
                    piece = piece(at, PIECE);
                    int needed = table.needed(piece);
                    piece = needed > piece.remaining() ? piece(at, needed) : piece;
                }
                snapshots.add(table.next(piece));
            }
        } catch (FormatException e) {
            throw e.about(file.path());
        }
        return List.copyOf(snapshots);
    }

    private ByteBuffer piece(long at, int bytes) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var segment = arena.allocate(bytes);
            file.read(at, segment);
            return ByteBuffer.allocate(bytes).put(segment.asByteBuffer()).flip();
        }
    }

    /// {@return whether the disk reads as it did when the snapshot was taken, for certain}
    ///
    /// While the snapshot and the disk share a table of the second level none of them writes to it, so
    /// the same tables mean the same contents. Of an image with more tables than any has, that isn't looked at.
    public boolean isAt(InternalSnapshot snapshot) throws IOException {
        if (snapshot.diskSize().orElse(header.virtualSize()) != header.virtualSize()) {
            return false;
        }
        try (var arena = Arena.ofConfined()) {
            var active = new TableWindow(file, arena);
            var then = new TableWindow(file, arena);
            int entries = Math.max(header.l1Entries(), snapshot.l1Entries());
            if (entries > words) {
                return false;
            }
            for (int i = 0; i < entries; i++) {
                words--;
                if (entry(active, header.l1Offset(), header.l1Entries(), i)
                        != entry(then, snapshot.l1Offset(), snapshot.l1Entries(), i)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static long entry(TableWindow window, long table, int entries, int index)
            throws IOException {
        return index < entries
                ? window.word("an L1 table", table + (long) Long.BYTES * index)
                        & L2Entry.OFFSET_MASK
                : 0;
    }
}
