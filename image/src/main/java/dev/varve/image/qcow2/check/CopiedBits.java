package dev.varve.image.qcow2.check;

import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.TableWindow;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.IncompatibleFeature;
import dev.varve.image.qcow2.meta.L2Entry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Lets the entries of the active tables say whether the refcount of what they name is exactly 1. Each is
/// written in place, and is right by itself.
final class CopiedBits {
    private final ImageFile file;
    private final Header header;
    private final NewRefcounts refcounts;
    private final MemorySegment l1;
    private final MemorySegment l2;

    CopiedBits(ImageFile file, Header header, NewRefcounts refcounts, Arena arena) {
        this.file = file;
        this.header = header;
        this.refcounts = refcounts;
        this.l1 = arena.allocate((long) Long.BYTES * header.l1Entries(), 8);
        this.l2 = arena.allocate(header.clusterSize(), 8);
    }

    void mend() throws IOException {
        file.read(header.l1Offset(), l1);
        for (long at = 0; at < l1.byteSize(); at += Long.BYTES) {
            long table = l1.get(TableWindow.WORD, at) & L2Entry.OFFSET_MASK;
            if (table != 0) {
                if (mend(l1, at)) {
                    file.write(header.l1Offset() + at, l1.asSlice(at, Long.BYTES));
                }
                mendTable(table);
            }
        }
    }

    private void mendTable(long table) throws IOException {
        file.read(table, l2);
        int step = header.has(IncompatibleFeature.EXTENDED_L2) ? 2 * Long.BYTES : Long.BYTES;
        boolean changed = false;
        for (long at = 0; at < l2.byteSize(); at += step) {
            long word = l2.get(TableWindow.WORD, at);
            boolean placed = (word & L2Entry.COMPRESSED) == 0 && (word & L2Entry.OFFSET_MASK) != 0;
            changed |= placed && mend(l2, at);
        }
        if (changed) {
            file.write(table, l2);
        }
    }

    /// {@return whether the entry said otherwise}
    private boolean mend(MemorySegment table, long at) throws IOException {
        long word = table.get(TableWindow.WORD, at);
        boolean once = refcounts.count((word & L2Entry.OFFSET_MASK) >>> header.clusterBits()) == 1;
        long right = once ? word | L2Entry.COPIED : word & ~L2Entry.COPIED;
        table.set(TableWindow.WORD, at, right);
        return right != word;
    }
}
