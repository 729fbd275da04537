package dev.varve.image.qcow2.check;

import dev.varve.image.check.CheckFinding;
import dev.varve.image.check.CheckFinding.Flaw;
import dev.varve.image.check.Part;
import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.meta.Header;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Walks all that an image uses of its file, and counts it.
final class ReferenceWalk {
    private final ImageFile file;
    private final Header header;
    private final StoredRefcounts refcounts;
    private final Arena arena;
    private final long length;
    private final MemorySegment piece;

    ReferenceWalk(ImageFile file, Header header, StoredRefcounts refcounts, Arena arena)
            throws IOException {
        this.file = file;
        this.header = header;
        this.refcounts = refcounts;
        this.arena = arena;
        this.length = file.length();
        this.piece = arena.allocate(TableReader.PIECE, 16);
    }

    /// Counts in one pass what lies in the window of `references`.
    ///
    /// @return whether all could be counted; if not, the report says why
    boolean count(ReferenceCounts references, CheckReport report) throws IOException {
        var regions = new UsedRegions(references, report, length, header.clusterBits());
        try {
            regions.use(
                    Part.REFCOUNT_TABLE,
                    header.refcountTableOffset(),
                    (long) header.refcountTableClusters() << header.clusterBits());
            return count(regions, new TableReader(file, piece));
        } catch (CorruptImageException e) {
            report.corrupt(new CheckFinding.Broken(e.expected(), e.found()));
            return false;
        }
    }

    /// Counts what lies in the window, without the refcount table; blocks are counted by [#countBlocks] alone.
    boolean countAllButRefcounts(ReferenceCounts references, CheckReport report)
            throws IOException {
        var regions = new UsedRegions(references, report, length, header.clusterBits());
        return count(regions, new TableReader(file, piece));
    }

    private boolean count(UsedRegions regions, TableReader reader) throws IOException {
        regions.use(Part.HEADER, 0, header.clusterSize());
        var tables = new L1Tables();
        tables.add(header.l1Offset(), header.l1Entries());
        regions.use(Part.L1_TABLE, header.l1Offset(), (long) Long.BYTES * header.l1Entries());
        if (!new SnapshotTables(file, header, reader, arena).addTo(tables, regions)) {
            return false;
        }
        tables.walk(reader, regions, header);
        countEncryptionHeader(regions, reader);
        return new BitmapTables(file, header, reader, regions).count();
    }

    private void countEncryptionHeader(UsedRegions regions, TableReader reader) throws IOException {
        var encryption = header.extensions().encryptionHeader();
        if (encryption.isPresent()) {
            reader.charge(encryption.get().length());
            regions.use(
                    Part.ENCRYPTION_HEADER, encryption.get().offset(), encryption.get().length());
        }
    }

    /// Counts the refcount blocks, after all else, and checks that each has a cluster to itself.
    void countBlocks(ReferenceCounts references, CheckReport bad, CheckReport report) {
        for (long i = 0; i < refcounts.blocks(); i++) {
            if (isBlock(refcounts.entry(i), bad)) {
                // Touched before any is counted: the window doesn't shrink under what was checked.
                references.add(refcounts.entry(i) >>> header.clusterBits(), 0, 0, 0);
            }
        }
        var ignored = new CheckReport();
        for (long i = 0; i < refcounts.blocks(); i++) {
            if (isBlock(refcounts.entry(i), ignored)) {
                countBlock(references, refcounts.entry(i), report);
            }
        }
    }

    private void countBlock(ReferenceCounts references, long offset, CheckReport report) {
        long cluster = offset >>> header.clusterBits();
        references.add(cluster, 1, 0, 0);
        if (references.covers(cluster)) {
            long count = references.references(cluster);
            if (count != 1 && refcounts.max() != 1) {
                report.corrupt(new CheckFinding.Overlap(Part.REFCOUNT_BLOCK, offset, count));
            }
        }
    }

    /// {@return whether the table's entry is that of a block inside the file}
    private boolean isBlock(long entry, CheckReport report) {
        var flaw = (entry & StoredRefcounts.RESERVED) != 0 ? Flaw.RESERVED_BITS : Flaw.UNALIGNED;
        if ((entry & (header.clusterSize() - 1)) != 0) {
            report.corrupt(new CheckFinding.BadEntry(Part.REFCOUNT_BLOCK, entry, flaw));
            return false;
        }
        if (entry < 0 || entry >= length) {
            report.corrupt(
                    new CheckFinding.OutsideFile(Part.REFCOUNT_BLOCK, entry, header.clusterSize()));
            return false;
        }
        return entry != 0;
    }
}
