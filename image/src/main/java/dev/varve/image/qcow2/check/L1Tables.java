package dev.varve.image.qcow2.check;

import dev.varve.image.check.CheckFinding;
import dev.varve.image.check.CheckFinding.Flaw;
import dev.varve.image.check.Part;
import dev.varve.image.qcow2.LongList;
import dev.varve.image.qcow2.TableWindow;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.L2Entry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// All L1 tables of an image, the active one and those of snapshots.
///
/// They are walked side by side, a range of indices at a time: where snapshots share an L2 table, it
/// has the same index in each, so it is read once. The L2 tables of a range are read in the order in
/// which they lie in the file.
final class L1Tables {
    static final int ENTRIES_MAX = (32 << 20) / Long.BYTES;

    /// How many L2 tables are sorted at once.
    private static final int BATCH = 1 << 18;

    /// The least range of indices: less would be reading word by word.
    private static final int RANGE_MIN = 64;

    private static final long RESERVED = 0x7f00_0000_0000_01ffL;

    /// What the low bits of an entry are used for while it is sorted.
    private static final long ACTIVE = 1;

    private static final long COPIED = 2;

    private final LongList offsets = new LongList();
    private final LongList sizes = new LongList();
    private final LongList batch = new LongList();
    private int longest;

    /// Adds a table, the active one first.
    void add(long offset, int entries) {
        offsets.add(offset);
        sizes.add(entries);
        longest = Math.max(longest, entries);
    }

    /// Counts the L2 tables that are named, and all that they use.
    void walk(TableReader reader, UsedRegions regions, Header header) throws IOException {
        var l2 = new L2Entries(regions, header);
        int range = Math.max(RANGE_MIN, BATCH / offsets.size() / RANGE_MIN * RANGE_MIN);
        for (int index = 0; index < longest; index += range) {
            for (int table = 0; table < offsets.size(); table++) {
                long count = Math.min(range, sizes.get(table) - index);
                if (count > 0) {
                    long at = offsets.get(table) + 8L * index;
                    long active = table == 0 ? ACTIVE : 0;
                    reader.read(
                            at,
                            8 * count,
                            (piece, bytes) -> collect(piece, bytes, active, regions));
                }
                if (batch.size() >= BATCH) {
                    walkBatch(reader, regions, header, l2);
                }
            }
            walkBatch(reader, regions, header, l2);
        }
    }

    private void collect(MemorySegment piece, long bytes, long active, UsedRegions regions) {
        for (long at = 0; at < bytes; at += 8) {
            long entry = piece.get(TableWindow.WORD, at);
            if (entry != 0) {
                if ((entry & RESERVED) != 0) {
                    bad(regions, entry, Flaw.RESERVED_BITS);
                }
                if (!regions.isAligned(entry & L2Entry.OFFSET_MASK)) {
                    bad(regions, entry, Flaw.UNALIGNED);
                }
                long copied = (entry & L2Entry.COPIED) != 0 ? COPIED : 0;
                batch.add((entry & L2Entry.OFFSET_MASK) | active | copied);
            }
        }
    }

    private static void bad(UsedRegions regions, long entry, Flaw flaw) {
        regions.report().corrupt(new CheckFinding.BadEntry(Part.L2_TABLE, entry, flaw));
    }

    private void walkBatch(TableReader reader, UsedRegions regions, Header header, L2Entries l2)
            throws IOException {
        batch.sort();
        int i = 0;
        while (i < batch.size()) {
            long offset = batch.get(i) & L2Entry.OFFSET_MASK;
            int from = i;
            while (i < batch.size() && (batch.get(i) & L2Entry.OFFSET_MASK) == offset) {
                i++;
            }
            begin(offset, from, i, regions, l2);
            reader.read(offset, header.clusterSize(), l2);
        }
        batch.clear();
    }

    /// Counts an L2 table, which the sorted entries from `from` to before `to` name.
    private void begin(long offset, int from, int to, UsedRegions regions, L2Entries l2) {
        long active = 0;
        long copied = 0;
        for (int i = from; i < to; i++) {
            long isActive = batch.get(i) & ACTIVE;
            active += isActive;
            copied += isActive & (batch.get(i) >>> 1);
        }
        long times = (long) to - from;
        // QEMU follows an entry to the header, too, but judges nothing there.
        long judged = offset == 0 ? 0 : active;
        copied = Math.min(copied, judged);
        regions.useCluster(Part.L2_TABLE, offset, times, copied, judged - copied);
        l2.begin(active, times - active, judged);
    }
}
