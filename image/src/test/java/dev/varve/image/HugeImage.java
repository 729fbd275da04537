package dev.varve.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongUnaryOperator;

/// Makes sparse images that say to be very large, with clusters of 64 KiB, in which only tables take
/// space.
final class HugeImage {
    private static final int CLUSTER = 64 << 10;
    private static final long COPIED = 1L << 63;
    private static final int REFCOUNT_TABLE = 1;
    private static final int FIRST_BLOCK = 2;
    private static final int L1 = 3;
    private static final int BLOCK_CLUSTERS = CLUSTER / 2;

    private final Path path;

    HugeImage(Path path) {
        this.path = path;
    }

    /// Makes a sound one in which every cluster has its place, but no data.
    ///
    /// @param clusters of the disk, a multiple of 8,192, at most 2 TiB of them
    void full(long clusters) throws IOException {
        create(Long.toString(clusters * CLUSTER));
        long tables = clusters * 8 / CLUSTER;
        long blocks = (L1 + 1 + tables + clusters) / (BLOCK_CLUSTERS - 1) + 1;
        long firstTable = L1 + blocks; // Behind the blocks, of which the first lies before L1.
        long firstData = firstTable + tables;
        long end = firstData + clusters;
        try (var channel = open()) {
            fill(channel, REFCOUNT_TABLE, blocks, i -> (i == 0 ? FIRST_BLOCK : L1 + i) * CLUSTER);
            fill(channel, L1, tables, i -> COPIED | ((firstTable + i) * CLUSTER));
            fill(channel, FIRST_BLOCK, CLUSTER / 8, i -> ones(4 * i, end));
            fill(
                    channel,
                    L1 + 1,
                    (blocks - 1) * CLUSTER / 8,
                    i -> ones(BLOCK_CLUSTERS + 4 * i, end));
            fill(channel, firstTable, clusters, i -> COPIED | ((firstData + i) * CLUSTER));
            setLength(channel, end * CLUSTER);
        }
    }

    /// {@return four refcounts of 1, or fewer at the end}
    private static long ones(long first, long end) {
        long word = 0;
        for (int i = 0; i < 4; i++) {
            word = (word << 16) | (first + i < end ? 1 : 0);
        }
        return word;
    }

    /// Makes one whose L1 table, of the largest size there is, names L2 tables as it is told to.
    void hostileL1(LongUnaryOperator entry, long length) throws IOException {
        create("2P");
        try (var channel = open()) {
            fill(channel, L1, 1 << 22, entry);
            setLength(channel, length);
        }
    }

    /// Makes one of as many snapshots as there may be, all of which name one L1 table, of the largest
    /// size there is.
    void hostileSnapshots(boolean hole) throws IOException {
        hostileL1(i -> hole ? 0 : 1L << 32, 1L << 40);
        long table = 1 << 30;
        var entries = ByteBuffer.allocate(56 << 16);
        for (int i = 0; i < 1 << 16; i++) {
            entries.putLong(56 * i, L1 * CLUSTER).putInt(56 * i + 8, 1 << 22);
            entries.putInt(56 * i + 36, 16);
        }
        new Patched(path).write(table, entries);
        new Patched(path).write(60, ByteBuffer.allocate(4).putInt(0, 1 << 16));
        new Patched(path).putWord(64, table);
    }

    private void create(String size) {
        Tool.qemuImg("create", "-q", "-f", "qcow2", path.toString(), size);
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(path, StandardOpenOption.WRITE);
    }

    private static void setLength(FileChannel channel, long length) throws IOException {
        channel.write(ByteBuffer.allocate(1), length - 1);
    }

    /// Writes words from the beginning of a cluster on.
    private static void fill(FileChannel channel, long cluster, long words, LongUnaryOperator word)
            throws IOException {
        var buffer = ByteBuffer.allocate(1 << 20);
        channel.position(cluster * CLUSTER);
        for (long i = 0; i < words; i++) {
            buffer.putLong(word.applyAsLong(i));
            if (!buffer.hasRemaining() || i == words - 1) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                buffer.clear();
            }
        }
    }
}
