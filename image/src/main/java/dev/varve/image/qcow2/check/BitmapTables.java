package dev.varve.image.qcow2.check;

import dev.varve.image.check.CheckFinding;
import dev.varve.image.check.Part;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.TableWindow;
import dev.varve.image.qcow2.meta.BitmapCluster;
import dev.varve.image.qcow2.meta.BitmapDirectory;
import dev.varve.image.qcow2.meta.BitmapEntry;
import dev.varve.image.qcow2.meta.Bitmaps;
import dev.varve.image.qcow2.meta.EntryParser;
import dev.varve.image.qcow2.meta.FormatException;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.L2Entry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/// Counts what the persistent bitmaps use: the directory, their tables, and their clusters.
final class BitmapTables {
    private static final long SECTOR_BYTES = 512;

    private final ImageFile file;
    private final Header header;
    private final TableReader reader;
    private final UsedRegions regions;

    /// Of the names, however long they are.
    private final Set<UUID> digests = new HashSet<>();

    BitmapTables(ImageFile file, Header header, TableReader reader, UsedRegions regions) {
        this.file = file;
        this.header = header;
        this.reader = reader;
        this.regions = regions;
    }

    /// Counts, if the bitmaps mean anything.
    ///
    /// @return whether they could be read; where they can't, QEMU doesn't open the image
    boolean count() throws IOException {
        if (!header.bitmapsConsistent()) {
            return true;
        }
        var bitmaps = header.extensions().bitmapDirectory().orElseThrow();
        regions.use(Part.BITMAP_DIRECTORY, bitmaps.directoryOffset(), bitmaps.directorySize());
        try {
            read(bitmaps);
            return true;
        } catch (FormatException e) {
            regions.report().corrupt(new CheckFinding.Broken(e.expected(), e.found()));
            return false;
        }
    }

    private void read(Bitmaps bitmaps) throws IOException, FormatException {
        try (var arena = Arena.ofConfined()) {
            var segment = arena.allocate(EntryParser.BYTES_MAX);
            var buffer = segment.asByteBuffer().limit(0);
            long at = bitmaps.directoryOffset();
            var parser = BitmapDirectory.of(header);
            while (parser.hasNext()) {
                if (buffer.remaining() < Math.min(needed(parser, buffer), buffer.capacity())) {
                    file.read(at + parser.bytesTaken(), segment);
                    buffer.clear();
                }
                count(parser.next(buffer));
            }
        }
    }

    /// {@return what the next entry needs, or all there could be when that can't be told yet}
    private static int needed(BitmapDirectory parser, ByteBuffer buffer) throws FormatException {
        return buffer.remaining() < Long.BYTES * 3 ? EntryParser.BYTES_MAX : parser.needed(buffer);
    }

    private void count(BitmapEntry bitmap) throws IOException, FormatException {
        if (!digests.add(UUID.nameUUIDFromBytes(bitmap.name().getBytes(StandardCharsets.UTF_8)))) {
            throw FormatException.corrupt("a bitmap of each name", "two of one name");
        }
        checkSize(bitmap);
        long bytes = (long) Long.BYTES * bitmap.tableEntries();
        reader.chargeClusters(bytes, header.clusterBits());
        regions.use(Part.BITMAP_TABLE, bitmap.tableOffset(), bytes);
        var bad = new BadWord();
        reader.read(bitmap.tableOffset(), bytes, (piece, size) -> count(piece, size, bad));
        if (bad.word != 0) {
            BitmapCluster.of(bad.word, header.clusterSize());
        }
    }

    /// A bitmap that was saved has just the size of the disk; QEMU doesn't open the image otherwise.
    private void checkSize(BitmapEntry bitmap) {
        // QEMU rounds the disk down to whole sectors.
        long bits = ceiling(header.virtualSize() & -SECTOR_BYTES, bitmap.granularityBits());
        long words = ceiling(bits, 6); // It is stored in words of 64 bits.
        long entries = ceiling(words * Long.BYTES, header.clusterBits());
        if (!bitmap.inUse() && bitmap.tableEntries() != entries) {
            regions.report()
                    .corrupt(
                            new CheckFinding.Broken(
                                    "a bitmap table of " + entries + " entries",
                                    "" + bitmap.tableEntries()));
        }
    }

    private static long ceiling(long value, int bits) {
        return (value >>> bits) + ((value & ((1L << bits) - 1)) == 0 ? 0 : 1);
    }

    private void count(MemorySegment piece, long bytes, BadWord bad) {
        long allowed = L2Entry.OFFSET_MASK & -header.clusterSize();
        for (long at = 0; at < bytes; at += 8) {
            long word = piece.get(TableWindow.WORD, at);
            if (word > 1 && (word & ~allowed) == 0) {
                regions.use(Part.BITMAP, word, header.clusterSize());
            } else if (word != 0 && word != 1) {
                bad.word = word;
            }
        }
    }

    /// An entry that isn't one; 0 as long as there is none.
    private static final class BadWord {
        private long word;
    }
}
