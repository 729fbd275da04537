package dev.varve.image.qcow2.write;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.io.LazySyncFile;
import dev.varve.image.layer.LayerStack;
import dev.varve.image.qcow2.LongList;
import dev.varve.image.qcow2.TableWindow;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.IncompatibleFeature;
import dev.varve.image.qcow2.meta.L2Entry;
import dev.varve.image.transfer.Copying;
import dev.varve.image.transfer.FilledHoles;
import dev.varve.image.transfer.LayerWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Writes into a qcow2 image. What is told is collected, and written in this order:
///
/// 1. data, into clusters that nobody refers to yet or that the layers above shadow; new L2 tables,
///    new refcount blocks, a larger refcount table, none of which anybody refers to yet; sync
/// 2. refcounts of all that is new; sync
/// 3. entries of L2 and L1 tables, each of which is right by itself; sync
/// 4. refcounts of what nobody refers to any more, and holes in its place
///
/// A cut leaves clusters that are counted and not used, and nothing worse. What was freed isn't used
/// again by the same writer.
public final class Qcow2Writer implements LayerWriter {
    /// Clusters that are collected before they are written: their places take some MiB.
    private static final int PENDING_MAX = Moves.MAX;

    private final ImageFile file;
    private final Header header;
    private final LayerStack stack;
    private final Copying copying;
    private final boolean hidesNothing;
    private final Arena arena = Arena.ofConfined();
    private final L1Table l1;
    private final TableWindow l2;
    private final MemorySegment table;
    private final L2Entry entry;
    private final Refcounts refcounts;
    private final Metadata metadata;
    private final boolean extended;
    private final int clusterBits;
    private final int clusterSize;
    private final long length;

    private final Moves moves = new Moves();
    private final EntryChanges changes = new EntryChanges();
    private final FilledHoles holes;
    private final LongList released = new LongList();

    /// The clusters of the L1 table that was too short: the chain is still read through it.
    private final LongList outgrown = new LongList();

    /// @param stack the chain, whose contents are those to be read afterwards
    /// @param hidesNothing whether what the image doesn't hold reads as zeros afterwards
    public Qcow2Writer(
            ImageFile file, Header header, LayerStack stack, Copying copying, boolean hidesNothing)
            throws IOException {
        this.file = new LazySyncFile(file);
        this.holes = new FilledHoles(this.file);
        this.length = file.length();
        this.header = header;
        this.stack = stack;
        this.copying = copying;
        this.hidesNothing = hidesNothing;
        this.extended = header.has(IncompatibleFeature.EXTENDED_L2);
        this.clusterBits = header.clusterBits();
        this.clusterSize = header.clusterSize();
        this.l1 = new L1Table(this.file, header, arena);
        this.l2 = new TableWindow(this.file, arena);
        this.table = arena.allocate(clusterSize, 8);
        this.entry = new L2Entry(extended);
        this.refcounts = new Refcounts(this.file, header, arena);
        this.metadata = new Metadata(this.file, header, l1, refcounts);
    }

    @Override
    public int unit() {
        return clusterSize;
    }

    @Override
    public int parts() {
        return extended ? L2Entry.PARTS : 1;
    }

    /// Looks at the tables of an image as [#begin] does, before anything else is done: also at those of one whose
    /// refcounts will be rebuilt first.
    ///
    /// @throws CorruptImageException when it can't be written to
    public static void check(ImageFile file, Header header) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var l1 = new L1Table(file, header, arena);
            var refcounts = new Refcounts(file, header, arena);
            boolean counted = !header.has(IncompatibleFeature.DIRTY);
            new Metadata(file, header, l1, refcounts)
                    .requireSound(
                            counted ? refcounts.firstFree() : Long.MAX_VALUE,
                            arena.allocate(header.clusterSize(), 8));
        }
    }

    @Override
    public void begin(long size) throws IOException {
        requireUnmarked();
        metadata.requireSound(refcounts.firstFree(), table);
        if (header.unknownAutoclear()) {
            HeaderSector.change(file, HeaderSector::clearUnknownAutoclear);
            file.sync();
        }
        grow(size);
    }

    private void requireUnmarked() throws IOException {
        for (var mark : List.of(IncompatibleFeature.DIRTY, IncompatibleFeature.CORRUPT)) {
            if (header.has(mark)) {
                throw new UnsupportedImageException(
                        file.path(),
                        "an image that may be written to",
                        "one that is marked " + mark);
            }
        }
    }

    private void grow(long size) throws IOException {
        long entries = ((size - 1) >>> l1.coverBits()) + 1;
        if (size <= header.virtualSize() || entries <= l1.size()) {
            return;
        }
        if (entries * Long.BYTES > Header.L1_BYTES_MAX) {
            throw new UnsupportedImageException(
                    file.path(), "a disk for which its clusters are large enough", size + " bytes");
        }
        for (long i = 0; i < l1.size() * Long.BYTES; i += clusterSize) {
            outgrown.add((l1.offset() + i) >>> clusterBits);
        }
        long place = refcounts.take(((entries * Long.BYTES - 1) >>> clusterBits) + 1);
        l1.moveTo(place, entries);
        count();
        HeaderSector.change(file, sector -> sector.l1(place, entries));
        file.sync();
    }

    @Override
    public void setSize(long size) throws IOException {
        if (size > header.virtualSize()) {
            HeaderSector.change(file, sector -> sector.size(size));
            file.sync();
        }
        free(outgrown);
        file.sync();
    }

    @Override
    public void data(long at, long bytes, int layer, long host) throws IOException {
        for (long done = 0; done < bytes; done += clusterSize) {
            load(at + done);
            if (entry.isInPlace()) {
                metadata.requireData(entry.offset());
                moves.add(layer, host + done, entry.offset(), -1);
                if (!entry.isWholeData()) {
                    change(at + done, entry.offset() | L2Entry.COPIED, wholeData());
                }
            } else {
                release();
                moves.add(layer, host + done, 0, change(at + done, 0, wholeData()));
            }
            flushIfFull();
        }
    }

    private long wholeData() {
        return extended ? L2Entry.ALL_PARTS : 0;
    }

    @Override
    public void zeros(long at, long bytes) throws IOException {
        for (long done = 0; done < bytes; done += clusterSize) {
            load(at + done);
            if (entry.readsAsZeros() || (entry.isNothing() && hidesNothing)) {
                continue;
            }
            if (header.version() < 3 && !hidesNothing) {
                mixed(at + done, clusterSize, 1, 0); // Version 2 has no word for zeros.
            } else {
                release();
                change(at + done, zeroWord(), extended ? L2Entry.ALL_PARTS << L2Entry.PARTS : 0);
            }
            flushIfFull();
        }
    }

    private long zeroWord() {
        return extended || header.version() < 3 ? 0 : L2Entry.ZERO;
    }

    @Override
    public void mixed(long at, long bytes, int data, int zeros) throws IOException {
        load(at);
        if (extended) {
            mixedParts(at, data & L2Entry.ALL_PARTS, zeros & L2Entry.ALL_PARTS);
        } else {
            long to = placeFor(at, 0);
            write(at, to, clusterSize);
        }
        flushIfFull();
    }

    /// {@return where the cluster's data goes: where it is, or a new place that the entry will name}
    private long placeFor(long at, long parts) throws IOException {
        if (entry.isInPlace()) {
            metadata.requireData(entry.offset());
            if (extended || !entry.isWholeData()) {
                change(at, entry.offset() | L2Entry.COPIED, parts);
            }
            return entry.offset();
        }
        release();
        long to = refcounts.take(1);
        change(at, to | L2Entry.COPIED, parts);
        return to;
    }

    private void mixedParts(long at, long data, long zeros) throws IOException {
        long allocated =
                entry.isCompressed() ? L2Entry.ALL_PARTS : entry.parts() & L2Entry.ALL_PARTS;
        long zero = entry.isCompressed() ? 0 : entry.parts() >>> L2Entry.PARTS;
        long written = entry.isInPlace() ? data : data | (allocated & ~zeros);
        long held = (allocated | data) & ~zeros;
        long nowZero = (zero | zeros) & ~data;
        if (held == 0 && !entry.isInPlace()) {
            release();
            change(at, 0, nowZero << L2Entry.PARTS);
            return;
        }
        long to = placeFor(at, held | nowZero << L2Entry.PARTS);
        int part = clusterSize / L2Entry.PARTS;
        for (int i = 0; i < L2Entry.PARTS; i++) {
            if ((written >>> i & 1) != 0) {
                write(at + (long) i * part, to + (long) i * part, part);
            }
        }
    }

    /// Writes what the chain reads as.
    private void write(long at, long to, int bytes) throws IOException {
        try (var buffers = Arena.ofConfined()) {
            var content = buffers.allocate(bytes);
            stack.read(at, content);
            fillingHoles(to, bytes);
            file.write(to, content);
        }
        copying.add(bytes);
    }

    /// Behind the old end all is new.
    private void fillingHoles(long at, long bytes) throws IOException {
        if (at < length) {
            holes.filling(at, Math.min(bytes, length - at));
        }
    }

    /// Loads the cluster's entry as the image has it.
    private void load(long at) throws IOException {
        long tableOffset = l1.table(at >>> l1.coverBits());
        if (tableOffset == 0) {
            entry.load(0, 0);
            return;
        }
        long index = (at >>> clusterBits) & ((1L << header.l2EntryBits()) - 1);
        long place = tableOffset + (index << (extended ? 4 : 3));
        entry.load(l2.word("an L2 table", place), extended ? l2.word("an L2 table", place + 8) : 0);
    }

    private int change(long at, long word, long parts) {
        return changes.add(at >>> clusterBits, word, parts);
    }

    /// Notes that the entry will no longer refer to its clusters.
    private void release() {
        if (entry.isCompressed()) {
            long first = entry.compressedOffset(clusterBits);
            long last = first + entry.compressedBytes(clusterBits) - 1;
            for (long c = first >>> clusterBits; c <= last >>> clusterBits; c++) {
                released.add(c);
            }
        } else if (entry.offset() != 0) {
            released.add(entry.offset() >>> clusterBits);
        }
    }

    private void flushIfFull() throws IOException {
        if (changes.size() >= PENDING_MAX || moves.size() >= PENDING_MAX) {
            flush();
        }
    }

    @Override
    public void finish() throws IOException {
        flush();
        file.sync();
    }

    private void flush() throws IOException {
        moves.place(refcounts, changes);
        moves.copy(file, stack, clusterSize, copying, this::fillingHoles);
        var tables = new L2Tables(file, header, l1, changes, table);
        tables.writeFresh(refcounts, released, clusterBits);
        count();
        holes.forget();
        tables.writeInPlace();
        l1.writeInPlace();
        file.sync();
        free(released);
        moves.clear();
        changes.clear();
        l2.forget();
        stack.forget();
    }

    /// Writes the refcounts of all that was taken, once that is on stable storage; when this returns,
    /// they are, too.
    private void count() throws IOException {
        if (!refcounts.anyTaken()) {
            file.sync();
            return;
        }
        var growth = refcounts.grow();
        growth.writeFresh();
        file.sync();
        growth.writeInPlace();
        if (growth.movesTable()) {
            file.sync();
            HeaderSector.change(
                    file,
                    sector -> sector.refcountTable(growth.tableOffset(), growth.tableClusters()));
            growth.addOldTable(released);
        }
        file.sync();
    }

    private void free(LongList clusters) throws IOException {
        if (!clusters.isEmpty()) {
            clusters.sort();
            punch(refcounts.release(clusters));
            clusters.clear();
        }
    }

    private void punch(LongList clusters) throws IOException {
        for (int i = 0; i < clusters.size(); ) {
            int next = i + 1;
            while (next < clusters.size() && clusters.get(next) == clusters.get(i) + (next - i)) {
                next++;
            }
            file.punch(clusters.get(i) << clusterBits, (long) (next - i) << clusterBits);
            i = next;
        }
    }

    /// What fills holes, or lies behind the last cluster that is counted, was taken for this and is not in use yet. Before there is an
    /// entry for it, clusters that are counted stay.
    @Override
    public void giveBack() throws IOException {
        holes.giveBack();
        var uncounted = refcounts.uncounted();
        if (uncounted.isEmpty() || file.length() <= length) {
            return;
        }
        long from = uncounted.getAsLong() << clusterBits;
        file.setLength(Math.max(from, length));
        file.punch(from, length - from);
    }

    @Override
    public void close() throws IOException {
        arena.close();
        file.close();
    }
}
