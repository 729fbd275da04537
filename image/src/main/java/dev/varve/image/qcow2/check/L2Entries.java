package dev.varve.image.qcow2.check;

import dev.varve.image.check.CheckFinding;
import dev.varve.image.check.CheckFinding.Flaw;
import dev.varve.image.check.Part;
import dev.varve.image.qcow2.TableWindow;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.IncompatibleFeature;
import dev.varve.image.qcow2.meta.L2Entry;
import java.lang.foreign.MemorySegment;

/// Checks the entries of L2 tables and counts what they use. A table that several L1 entries name is
/// looked at once, and counts as often as it is named.
final class L2Entries implements TableReader.Entries {
    private static final long RESERVED = 0x3f00_0000_0000_01feL;

    private final UsedRegions regions;
    private final CheckReport report;
    private final int clusterBits;
    private final boolean extended;
    private final boolean dataFile;
    private final L2Entry entry;
    private long active;
    private long inactive;
    private long judged;
    private long next;

    L2Entries(UsedRegions regions, Header header) {
        this.regions = regions;
        this.report = regions.report();
        this.clusterBits = header.clusterBits();
        this.extended = header.has(IncompatibleFeature.EXTENDED_L2);
        this.dataFile = header.has(IncompatibleFeature.EXTERNAL_DATA_FILE);
        this.entry = new L2Entry(extended);
    }

    /// Begins another table.
    ///
    /// @param active how many active L1 entries name it
    /// @param inactive how many L1 entries of snapshots do
    /// @param judged how many of the active ones have their bits "refcount is 1" judged
    void begin(long active, long inactive, long judged) {
        this.active = active;
        this.judged = judged;
        this.inactive = inactive;
        this.next = 0;
    }

    @Override
    public void take(MemorySegment piece, long bytes) {
        if (extended) {
            for (long at = 0; at < bytes; at += 16) {
                check(piece.get(TableWindow.WORD, at), piece.get(TableWindow.WORD, at + 8));
            }
        } else {
            for (long at = 0; at < bytes; at += 8) {
                check(piece.get(TableWindow.WORD, at), 0);
            }
        }
    }

    private void check(long word, long parts) {
        if ((word | parts) == 0) {
            return;
        }
        if ((word & L2Entry.COMPRESSED) != 0) {
            checkCompressed(word, parts);
            return;
        }
        if ((word & RESERVED) != 0) {
            bad(word, Flaw.RESERVED_BITS);
        }
        if (hasPlace(word)) {
            checkPlaced(word, parts);
        } else if ((parts & L2Entry.ALL_PARTS) != 0) {
            bad(word, Flaw.SUBCLUSTERS_NOWHERE);
        }
    }

    /// {@return whether the entry names a cluster} In an external data file, one lies at offset 0.
    private boolean hasPlace(long word) {
        if ((word & L2Entry.OFFSET_MASK) != 0) {
            return true;
        }
        boolean zero = !extended && (word & L2Entry.ZERO) != 0;
        return dataFile && !zero && (word & L2Entry.COPIED) != 0;
    }

    private void checkPlaced(long word, long parts) {
        long offset = word & L2Entry.OFFSET_MASK;
        if ((parts & (parts >>> L2Entry.PARTS)) != 0) {
            bad(word, Flaw.SUBCLUSTERS_CONTRADICT);
        }
        if (!regions.isAligned(offset)) {
            bad(word, Flaw.UNALIGNED);
        }
        report.allocated(active);
        if (offset != next && next != 0) {
            report.fragmented(active);
        }
        next = offset + (1L << clusterBits);
        long copied = (word & L2Entry.COPIED) != 0 ? judged : 0;
        if (!dataFile) {
            regions.useCluster(Part.DATA, offset, active + inactive, copied, judged - copied);
        } else if (copied < judged) {
            report.corrupt(new CheckFinding.CopiedWrong(offset, 1, judged), judged);
        }
    }

    private void checkCompressed(long word, long parts) {
        if ((word & L2Entry.COPIED) != 0) {
            bad(word, Flaw.COMPRESSED_AND_COPIED);
        }
        if (dataFile) {
            bad(word, Flaw.COMPRESSED_IN_DATA_FILE);
        } else if (parts != 0) {
            bad(word, Flaw.COMPRESSED_AND_SUBCLUSTERS);
        } else {
            entry.load(word, parts);
            regions.use(
                    Part.DATA,
                    entry.compressedOffset(clusterBits),
                    entry.compressedBytes(clusterBits),
                    active + inactive);
            report.compressed(active);
        }
    }

    private void bad(long word, Flaw flaw) {
        report.corrupt(new CheckFinding.BadEntry(Part.DATA, word, flaw), active + inactive);
    }
}
