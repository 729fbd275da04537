package dev.varve.image.qcow2;

import dev.varve.image.qcow2.meta.EntryParser;
import dev.varve.image.qcow2.meta.FormatException;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.IncompatibleFeature;
import dev.varve.image.qcow2.meta.L2Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A small image that is in memory as a whole, read in the simplest way there is.
final class WholeImage {
    private final byte[] bytes;
    private final Header header;

    private WholeImage(byte[] bytes, Header header) {
        this.bytes = bytes;
        this.header = header;
    }

    static WholeImage of(Path path) throws IOException, FormatException {
        return of(Files.readAllBytes(path));
    }

    static WholeImage of(byte[] bytes) throws FormatException {
        return new WholeImage(bytes, Header.parse(ByteBuffer.wrap(bytes)));
    }

    Header header() {
        return header;
    }

    ByteBuffer at(long offset, int count) {
        int start = Math.toIntExact(Math.min(offset, bytes.length));
        return ByteBuffer.wrap(bytes, start, Math.min(count, bytes.length - start)).slice();
    }

    /// Lets the parser have `step` bytes more each time it needs more.
    static <E> List<E> entries(EntryParser<E> parser, ByteBuffer table, int step)
            throws FormatException {
        var entries = new ArrayList<E>();
        int end = table.limit();
        table.limit(0);
        while (parser.hasNext()) {
            while (table.remaining() < parser.needed(table) && table.limit() < end) {
                table.limit(Math.min(end, table.limit() + step));
            }
            entries.add(parser.next(table));
        }
        return entries;
    }

    /// {@return the L2 entries that are not zero, by guest cluster}
    SortedMap<Long, L2Entry> mapping() {
        boolean extended = header.has(IncompatibleFeature.EXTENDED_L2);
        int perTable = header.clusterSize() / (extended ? 16 : 8);
        var mapping = new TreeMap<Long, L2Entry>();
        var l1 = at(header.l1Offset(), 8 * header.l1Entries());
        for (long i = 0; i < header.l1Entries(); i++) {
            long offset = l1.getLong() & L2Entry.OFFSET_MASK;
            var l2 = offset == 0 ? ByteBuffer.allocate(0) : at(offset, header.clusterSize());
            for (long guest = i * perTable; l2.hasRemaining(); guest++) {
                var entry = new L2Entry(extended);
                entry.load(l2.getLong(), extended ? l2.getLong() : 0);
                if (entry.word() != 0 || entry.parts() != 0) {
                    mapping.put(guest, entry);
                }
            }
        }
        return mapping;
    }

    /// Where the bytes of a compressed cluster lie.
    record CompressedCluster(long offset, int bytes) {}

    SortedMap<Long, CompressedCluster> compressed() {
        var compressed = new TreeMap<Long, CompressedCluster>();
        for (var entry : mapping().entrySet()) {
            if (entry.getValue().isCompressed()) {
                compressed.put(entry.getKey(), compressed(entry.getValue()));
            }
        }
        return compressed;
    }

    private CompressedCluster compressed(L2Entry entry) {
        int bits = header.clusterBits();
        return new CompressedCluster(
                entry.compressedOffset(bits), Math.toIntExact(entry.compressedBytes(bits)));
    }

    ByteBuffer stored(CompressedCluster cluster) {
        return at(cluster.offset(), cluster.bytes());
    }

    /// {@return what the guest reads, of an image without a backing image whose clusters are all data
    /// or all zeros}
    byte[] contents() throws FormatException {
        var contents = new byte[Math.toIntExact(header.virtualSize())];
        int size = header.clusterSize();
        try (var decompressor = Decompressor.of(header.compression(), size)) {
            for (var mapped : mapping().entrySet()) {
                int at = Math.toIntExact(mapped.getKey() * size);
                var cluster = cluster(mapped.getValue(), decompressor);
                System.arraycopy(cluster, 0, contents, at, Math.min(size, contents.length - at));
            }
        }
        return contents;
    }

    private byte[] cluster(L2Entry entry, Decompressor decompressor) throws FormatException {
        var cluster = new byte[header.clusterSize()];
        if (entry.isCompressed()) {
            var stored = stored(compressed(entry));
            decompressor.decompress(stored, ByteBuffer.wrap(cluster));
        } else if (entry.dataBytes(header.clusterBits()) > 0) {
            at(entry.word() & L2Entry.OFFSET_MASK, cluster.length).get(cluster);
        }
        return cluster;
    }
}
