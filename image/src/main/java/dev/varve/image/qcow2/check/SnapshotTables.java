package dev.varve.image.qcow2.check;

import dev.varve.image.check.CheckFinding;
import dev.varve.image.check.CheckFinding.Flaw;
import dev.varve.image.check.Part;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.TableWindow;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.IncompatibleFeature;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Finds the L1 tables of snapshots. [dev.varve.image.qcow2.meta.SnapshotTable] refuses a table as a
/// whole; here one bad snapshot doesn't hide the others.
final class SnapshotTables {
    private static final int FIXED_BYTES = 40;
    private static final int EXTRA_BYTES_MAX = 1024;

    /// Beyond this QEMU can't read.
    private static final long OFFSET_MAX = StoredRefcounts.OFFSET_MAX - (32 << 20);

    private static final int TABLE_BYTES_MAX = 64 << 20;

    /// What version 3 must state: the size of the memory and that of the disk.
    private static final int EXTRA_BYTES_V3 = 16;

    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final ImageFile file;
    private final Header header;
    private final TableReader reader;
    private final MemorySegment entry;
    private long bytes;

    SnapshotTables(ImageFile file, Header header, TableReader reader, Arena arena) {
        this.file = file;
        this.header = header;
        this.reader = reader;
        this.entry = arena.allocate(FIXED_BYTES, 8);
    }

    /// Adds the L1 tables, and counts the clusters of these and of the snapshot table.
    ///
    /// @return whether the table could be read to its end
    boolean addTo(L1Tables tables, UsedRegions regions) throws IOException {
        var report = regions.report();
        if (header.snapshots() > 0 && header.has(IncompatibleFeature.EXTERNAL_DATA_FILE)) {
            report.corrupt(
                    new CheckFinding.Broken(
                            "no snapshots beside an external data file", "" + header.snapshots()));
        }
        bytes = 0;
        for (int i = 0; i < header.snapshots(); i++) {
            bytes = (bytes + 7) / 8 * 8;
            file.read(header.snapshotsOffset() + bytes, entry);
            if (!advance(report) || !addL1(tables, regions)) {
                return false;
            }
        }
        regions.use(Part.SNAPSHOT_TABLE, header.snapshotsOffset(), bytes);
        return true;
    }

    /// Goes behind the entry that was read.
    private boolean advance(CheckReport report) {
        long extra = Integer.toUnsignedLong(entry.get(INT, 36));
        if (extra > EXTRA_BYTES_MAX) {
            return unreadable(report, "at most 1024 bytes of extra data", extra + " bytes");
        }
        if (extra < EXTRA_BYTES_V3 && header.version() >= 3) {
            report.corrupt(
                    new CheckFinding.Broken(
                            "16 bytes of a snapshot's extra data", extra + " bytes"));
        }
        int id = Short.toUnsignedInt(entry.get(SHORT, 12));
        int name = Short.toUnsignedInt(entry.get(SHORT, 14));
        bytes += FIXED_BYTES + extra + id + name;
        return bytes <= TABLE_BYTES_MAX
                || unreadable(report, "a snapshot table of at most 64 MiB", "more");
    }

    /// @return whether the table can be where the entry says
    private boolean addL1(L1Tables tables, UsedRegions regions) throws IOException {
        long offset = entry.get(TableWindow.WORD, 0);
        long entries = Integer.toUnsignedLong(entry.get(INT, 8));
        if (!regions.isAligned(offset)) {
            bad(regions, offset, Flaw.UNALIGNED);
        } else if (entries > L1Tables.ENTRIES_MAX) {
            bad(regions, entries, Flaw.TOO_LARGE);
        } else if (entries > 0) {
            reader.chargeClusters(Long.BYTES * entries, header.clusterBits());
            regions.use(Part.SNAPSHOT_L1_TABLE, offset, Long.BYTES * entries);
            if (offset < 0 || offset > OFFSET_MAX) {
                var found = Long.toUnsignedString(offset);
                return unreadable(regions.report(), "an offset below 2^63", found);
            }
            tables.add(offset, (int) entries);
        }
        return true;
    }

    private static void bad(UsedRegions regions, long value, Flaw flaw) {
        var finding = new CheckFinding.BadEntry(Part.SNAPSHOT_L1_TABLE, value, flaw);
        regions.report().corrupt(finding);
    }

    private static boolean unreadable(CheckReport report, String expected, String found) {
        report.corrupt(new CheckFinding.Broken(expected, found));
        return false;
    }
}
