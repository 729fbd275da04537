package dev.varve.image.qcow2;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.layer.Holding;
import dev.varve.image.layer.LayerExtent;
import dev.varve.image.layer.LayerReader;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.IncompatibleFeature;
import dev.varve.image.qcow2.meta.InternalSnapshot;
import dev.varve.image.qcow2.meta.L2Entry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A qcow2 image as a layer, by its active tables or by those of an internal snapshot.
public final class Qcow2Layer implements LayerReader {
    private final ImageFile file;
    private final Header header;
    private final Arena arena = Arena.ofShared();
    private final TableWindow l1;
    private final TableWindow l2;
    private final CompressedClusters compressed;
    private final boolean extended;
    private final int clusterBits;
    private final int l2Bits;
    private final long l1Offset;
    private final int l1Entries;
    private final long diskSize;
    private final long size;
    private final L2Entry entry = new L2Entry(false);

    /// Where the last run without L2 tables was found.
    private long nothingStart;

    private long nothingEnd;
    private long word;
    private long subclusters;

    private Qcow2Layer(ImageFile file, Header header) throws IOException {
        this(
                file,
                header,
                header.l1Offset(),
                header.l1Entries(),
                header.virtualSize(),
                header.virtualSize());
    }

    /// A snapshot keeps the guest's memory behind its disk, up to the end of what its tables can map.
    private Qcow2Layer(ImageFile file, Header header, InternalSnapshot snapshot)
            throws IOException {
        this(
                file,
                header,
                snapshot.l1Offset(),
                snapshot.l1Entries(),
                snapshot.diskSize().orElse(header.virtualSize()),
                (long) snapshot.l1Entries() << (header.clusterBits() + header.l2EntryBits()));
    }

    private Qcow2Layer(
            ImageFile file, Header header, long l1Offset, int l1Entries, long diskSize, long size)
            throws IOException {
        this.file = file;
        this.header = header;
        this.l1Offset = l1Offset;
        this.l1Entries = l1Entries;
        this.diskSize = diskSize;
        this.size = Math.max(size, diskSize);
        this.l1 = new TableWindow(file, arena);
        this.l2 = new TableWindow(file, arena);
        this.compressed = new CompressedClusters(file, header);
        this.extended = header.has(IncompatibleFeature.EXTENDED_L2);
        this.clusterBits = header.clusterBits();
        this.l2Bits = header.l2EntryBits();
    }

    /// Takes the file over, and closes it in any case.
    ///
    /// @throws CorruptImageException when the header or the L1 table can't be
    public static Qcow2Layer open(ImageFile file) throws IOException {
        try {
            var header = HeaderReader.read(file);
            try (var tables = new ActiveTables(file, header)) {
                tables.checkCount();
            }
            return new Qcow2Layer(file, header);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /// As [#open], for an internal snapshot of the image: [#diskSize] is its disk's size, and what lies
    /// behind that is the guest's memory.
    public static Qcow2Layer openSnapshot(ImageFile file, InternalSnapshot snapshot)
            throws IOException {
        try {
            var header = HeaderReader.read(file);
            try (var tables =
                    new ActiveTables(file, header, snapshot.l1Offset(), snapshot.l1Entries())) {
                tables.checkCount();
            }
            return new Qcow2Layer(file, header, snapshot);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public ImageFile file() {
        return file;
    }

    public Header header() {
        return header;
    }

    @Override
    public long size() {
        return size;
    }

    /// {@return the bytes of the disk, without what a snapshot keeps behind it}
    public long diskSize() {
        return diskSize;
    }

    @Override
    public void find(long offset, long limit, LayerExtent answer) throws IOException {
        long table = l2Table(offset);
        if (table == 0) {
            answer.set(Holding.NOTHING, Math.min(limit, endOfNothing(offset) - offset), 0);
        } else if (extended) {
            findSubclusters(table, offset, limit, answer);
        } else {
            findClusters(table, offset, limit, answer);
        }
    }

    /// {@return where what no L2 table covers ends, from `offset` on} A table may be much shorter than the disk that an
    /// internal snapshot claims to be, so that all behind the table is one place.
    private long endOfNothing(long offset) throws IOException {
        if (offset < nothingStart || offset >= nothingEnd) {
            long index = (offset >>> coverBits()) + 1;
            while (index < l1Entries && l1.word("the L1 table", l1Offset + 8 * index) == 0) {
                index++;
            }
            nothingStart = offset;
            nothingEnd = index < l1Entries ? index << coverBits() : Long.MAX_VALUE;
        }
        return nothingEnd;
    }

    private int coverBits() {
        return clusterBits + l2Bits;
    }

    private long l2Table(long offset) throws IOException {
        long index = offset >>> coverBits();
        if (index >= l1Entries) {
            return 0; // A snapshot's table may be shorter than its disk.
        }
        return tableOffset(file, header, l1.word("the L1 table", l1Offset + 8 * index));
    }

    /// {@return where the L2 table of an L1 entry lies; 0 if there is none}
    public static long tableOffset(ImageFile file, Header header, long l1Entry) throws IOException {
        long table = l1Entry & L2Entry.OFFSET_MASK;
        if ((table & (header.clusterSize() - 1)) != 0) {
            throw new CorruptImageException(
                    file.path(),
                    "an L2 table at a cluster",
                    String.format("L1 entry %016x", l1Entry));
        }
        return table;
    }

    /// Reads the entry of the cluster at `offset` into [#word] and [#subclusters].
    private void load(long table, long offset) throws IOException {
        long index = (offset >>> clusterBits) & ((1L << l2Bits) - 1);
        long at = table + (index << (extended ? 4 : 3));
        word = l2.word("an L2 table", at);
        subclusters = extended ? l2.word("an L2 table", at + 8) : 0;
        if ((word & L2Entry.COMPRESSED) == 0
                && (word & L2Entry.OFFSET_MASK & (header.clusterSize() - 1)) != 0) {
            throw corrupt("data at a cluster");
        }
    }

    private CorruptImageException corrupt(String expected) {
        return new CorruptImageException(
                file.path(), expected, String.format("L2 entry %016x %016x", word, subclusters));
    }

    private void findClusters(long table, long offset, long limit, LayerExtent answer)
            throws IOException {
        load(table, offset);
        var holding = holding();
        long within = offset & (header.clusterSize() - 1);
        long host = host(holding, within);
        long bytes = header.clusterSize() - within;
        long tableEnd = ((offset >>> coverBits()) + 1) << coverBits();
        long end = Math.min(offset + limit, tableEnd);
        while (offset + bytes < end && holding != Holding.COMPRESSED) {
            load(table, offset + bytes);
            if (holding() != holding || host(holding, 0) != continued(holding, host, bytes)) {
                break;
            }
            bytes += header.clusterSize();
        }
        answer.set(holding, Math.min(bytes, limit), host);
    }

    private static long continued(Holding holding, long host, long bytes) {
        return holding == Holding.DATA ? host + bytes : host;
    }

    /// {@return what the loaded entry of a whole cluster says}
    private Holding holding() throws IOException {
        if ((word & L2Entry.COMPRESSED) != 0) {
            return Holding.COMPRESSED;
        }
        if ((word & L2Entry.ZERO) != 0) {
            if (header.version() < 3) {
                throw corrupt("no zero clusters before version 3");
            }
            return Holding.ZEROS;
        }
        return (word & L2Entry.OFFSET_MASK) == 0 ? Holding.NOTHING : Holding.DATA;
    }

    private long host(Holding holding, long within) {
        return switch (holding) {
            case NOTHING, ZEROS -> 0;
            case DATA -> (word & L2Entry.OFFSET_MASK) + within;
            case COMPRESSED -> word;
        };
    }

    private void findSubclusters(long table, long offset, long limit, LayerExtent answer)
            throws IOException {
        int bits = clusterBits - 5;
        load(table, offset);
        checkSubclusters();
        long within = offset & (header.clusterSize() - 1);
        var holding = holding((int) (within >>> bits));
        long host = host(holding, within);
        long next = ((offset >>> bits) + 1) << bits;
        long tableEnd = ((offset >>> coverBits()) + 1) << coverBits();
        long end = Math.min(offset + limit, tableEnd);
        if (holding == Holding.COMPRESSED) {
            next = offset - within + header.clusterSize();
            end = next;
        }
        while (next < end) {
            long inCluster = next & (header.clusterSize() - 1);
            if (inCluster == 0) {
                load(table, next);
                checkSubclusters();
            }
            if (holding((int) (inCluster >>> bits)) != holding
                    || host(holding, inCluster) != continued(holding, host, next - offset)) {
                break;
            }
            next += 1L << bits;
        }
        answer.set(holding, Math.min(next - offset, limit), host);
    }

    private void checkSubclusters() throws IOException {
        if ((word & L2Entry.COMPRESSED) != 0) {
            return;
        }
        long allocated = subclusters & L2Entry.ALL_PARTS;
        boolean both = (allocated & (subclusters >>> L2Entry.PARTS)) != 0;
        boolean nowhere = allocated != 0 && (word & L2Entry.OFFSET_MASK) == 0;
        if (both || nowhere) {
            throw corrupt("subclusters that are allocated, or zeros, or neither");
        }
    }

    private Holding holding(int subcluster) {
        if ((word & L2Entry.COMPRESSED) != 0) {
            return Holding.COMPRESSED;
        }
        if ((subclusters >>> subcluster & 1) != 0) {
            return Holding.DATA;
        }
        return (subclusters >>> (L2Entry.PARTS + subcluster) & 1) != 0
                ? Holding.ZEROS
                : Holding.NOTHING;
    }

    @Override
    public void readCompressed(long entry, long offset, MemorySegment into) throws IOException {
        compressed.read(entry, offset & (header.clusterSize() - 1), into);
    }

    @Override
    public long storedBytes(long compressed) {
        entry.load(compressed, 0);
        return entry.compressedBytes(clusterBits);
    }

    @Override
    public void forget() throws IOException {
        l1.forget();
        l2.forget();
        nothingEnd = 0;
    }

    @Override
    public void close() throws IOException {
        compressed.close();
        arena.close();
        file.close();
    }
}
