package dev.varve.image.qcow2.write;

import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.LongList;
import dev.varve.image.qcow2.TableWindow;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.IncompatibleFeature;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Brings changes into the L2 tables: into new ones where there is none, or one that an internal
/// snapshot shares; else entry by entry where they are.
final class L2Tables {
    private final ImageFile file;
    private final L1Table l1;
    private final EntryChanges changes;
    private final MemorySegment table;
    private final int entryBits;
    private final boolean extended;
    private final LongList inPlace = new LongList();

    /// @param table room for one table
    L2Tables(ImageFile file, Header header, L1Table l1, EntryChanges changes, MemorySegment table) {
        this.file = file;
        this.l1 = l1;
        this.changes = changes;
        this.table = table;
        this.entryBits = header.l2EntryBits();
        this.extended = header.has(IncompatibleFeature.EXTENDED_L2);
    }

    /// Writes whole tables to places that nobody refers to yet; the L1 table names them in memory.
    ///
    /// @param released takes the clusters of the tables that were replaced
    void writeFresh(Refcounts refcounts, LongList released, int clusterBits) throws IOException {
        for (int i = 0; i < changes.size(); i = endOfTable(i)) {
            long index = changes.cluster(i) >>> entryBits;
            if (!l1.isInPlace(index)) {
                long old = l1.table(index);
                if (old == 0) {
                    table.fill((byte) 0);
                } else {
                    file.read(old, table);
                    released.add(old >>> clusterBits);
                }
                apply(i, endOfTable(i));
                long place = refcounts.take(1);
                file.write(place, table);
                l1.set(index, place);
            } else {
                inPlace.add(i);
            }
        }
    }

    /// Writes the changed entries of tables that stay where they are.
    void writeInPlace() throws IOException {
        for (int k = 0; k < inPlace.size(); k++) {
            int from = (int) inPlace.get(k);
            int to = endOfTable(from);
            long old = l1.table(changes.cluster(from) >>> entryBits);
            long first = at(from);
            var touched = table.asSlice(first, at(to - 1) + entryBytes() - first);
            file.read(old + first, touched);
            apply(from, to);
            file.write(old + first, touched);
        }
    }

    private int endOfTable(int from) {
        long index = changes.cluster(from) >>> entryBits;
        int to = from + 1;
        while (to < changes.size() && changes.cluster(to) >>> entryBits == index) {
            to++;
        }
        return to;
    }

    private void apply(int from, int to) {
        for (int i = from; i < to; i++) {
            table.set(TableWindow.WORD, at(i), changes.word(i));
            if (extended) {
                table.set(TableWindow.WORD, at(i) + 8, changes.parts(i));
            }
        }
    }

    private long at(int change) {
        return (changes.cluster(change) & ((1L << entryBits) - 1)) * entryBytes();
    }

    private int entryBytes() {
        return extended ? 16 : 8;
    }
}
