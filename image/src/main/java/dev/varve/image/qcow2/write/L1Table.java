package dev.varve.image.qcow2.write;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.Qcow2Layer;
import dev.varve.image.qcow2.TableWindow;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.L2Entry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The active L1 table, in memory: at most 32 MiB, which the header's parser has checked.
final class L1Table {
    private final ImageFile file;
    private final Header header;
    private final Arena arena;
    private MemorySegment entries;
    private long offset;
    private long firstChanged = Long.MAX_VALUE;
    private long lastChanged = -1;

    L1Table(ImageFile file, Header header, Arena arena) throws IOException {
        this.file = file;
        this.header = header;
        this.arena = arena;
        this.offset = header.l1Offset();
        this.entries = arena.allocate(8L * header.l1Entries(), 8);
        if (offset + 8L * header.l1Entries() > file.length()) {
            throw new CorruptImageException(
                    file.path(), "an L1 table inside the file", "one at " + offset);
        }
        file.read(offset, entries);
    }

    /// {@return log2 of the bytes of the disk that an entry covers}
    int coverBits() {
        return header.clusterBits() + header.l2EntryBits();
    }

    /// {@return how many entries there are}
    long size() {
        return entries.byteSize() / 8;
    }

    long offset() {
        return offset;
    }

    /// {@return where the L2 table lies; 0 if there is none}
    long table(long index) throws IOException {
        return Qcow2Layer.tableOffset(file, header, entries.getAtIndex(TableWindow.WORD, index));
    }

    /// {@return whether there is a table that nobody else refers to}
    boolean isInPlace(long index) throws IOException {
        return table(index) != 0
                && (entries.getAtIndex(TableWindow.WORD, index) & L2Entry.COPIED) != 0;
    }

    /// Names a table, in memory.
    void set(long index, long table) {
        entries.setAtIndex(TableWindow.WORD, index, (table & L2Entry.OFFSET_MASK) | L2Entry.COPIED);
        firstChanged = Math.min(firstChanged, index);
        lastChanged = Math.max(lastChanged, index);
    }

    /// Writes the entries that were set, each of which is right by itself.
    void writeInPlace() throws IOException {
        if (lastChanged >= 0) {
            file.write(
                    offset + 8 * firstChanged,
                    entries.asSlice(8 * firstChanged, 8 * (lastChanged - firstChanged + 1)));
        }
        firstChanged = Long.MAX_VALUE;
        lastChanged = -1;
    }

    /// Takes another place for a table of `size` entries, and writes it there; the header still names
    /// the old one.
    void moveTo(long place, long size) throws IOException {
        var larger = arena.allocate(8 * size, 8);
        MemorySegment.copy(entries, 0, larger, 0, entries.byteSize());
        file.write(place, larger);
        entries = larger;
        offset = place;
    }
}
