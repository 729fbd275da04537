package dev.varve.image.qcow2.write;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.LongList;
import dev.varve.image.qcow2.RefcountBlock;
import dev.varve.image.qcow2.TableWindow;
import dev.varve.image.qcow2.meta.Header;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/// The refcounts of an image: how often each cluster of its file is referred to.
///
/// Clusters are taken from behind the last one that is in use, in one run that grows, and never from
/// what was freed in between: nothing that the tables on disk still refer to is written over.
final class Refcounts {
    /// More than this QEMU doesn't open.
    private static final long TABLE_BYTES_MAX = 8L << 20;

    private static final long OFFSET_MASK = ~0x1ffL;

    private final ImageFile file;
    private final Header header;
    private final MemorySegment block;
    private final int blockBits;
    private MemorySegment table;
    private long tableOffset;
    private final Arena arena;

    /// The clusters that were taken and whose refcounts aren't written: from `taken` to before `end`.
    private long taken;

    private long end;

    /// Amid the writing of refcounts.
    private boolean counting;

    Refcounts(ImageFile file, Header header, Arena arena) throws IOException {
        this.file = file;
        this.header = header;
        this.arena = arena;
        this.block = arena.allocate(header.clusterSize(), 8);
        this.blockBits = header.clusterBits() + 3 - header.refcountOrder();
        this.tableOffset = header.refcountTableOffset();
        this.table =
                arena.allocate((long) header.refcountTableClusters() << header.clusterBits(), 8);
        if (tableOffset + table.byteSize() > file.length()) {
            throw new CorruptImageException(
                    file.path(), "a refcount table inside the file", "one at " + tableOffset);
        }
        file.read(tableOffset, table);
        checkBlocks(file.length());
        this.end = firstUnused();
        this.taken = end;
    }

    /// Looks at each entry once: those that are added later are this writer's own. The count keeps a block
    /// that is named a million times from being read a million times.
    private void checkBlocks(long length) throws IOException {
        long count = 0;
        for (long i = 0; i < blocks(); i++) {
            long offset = blockOffset(i);
            if ((offset & (header.clusterSize() - 1)) != 0 || offset > length) {
                throw new CorruptImageException(
                        file.path(), "a refcount block at a cluster", "offset " + offset);
            }
            count += offset == 0 ? 0 : 1;
        }
        if (count > length / header.clusterSize()) {
            throw new CorruptImageException(
                    file.path(), "refcount blocks that fit the file", count + " blocks");
        }
    }

    private long blocks() {
        return table.byteSize() / Long.BYTES;
    }

    /// {@return where the block lies; 0 if there is none}
    private long blockOffset(long index) {
        return table.getAtIndex(TableWindow.WORD, index) & OFFSET_MASK;
    }

    private long firstUnused() throws IOException {
        for (long i = blocks() - 1; i >= 0; i--) {
            long offset = blockOffset(i);
            if (offset != 0) {
                file.read(offset, block);
                for (long j = (1L << blockBits) - 1; j >= 0; j--) {
                    if (RefcountBlock.get(block, header.refcountOrder(), j) != 0) {
                        return (i << blockBits) + j + 1;
                    }
                }
            }
        }
        throw new CorruptImageException(
                file.path(), "a refcount for the header", "a table that counts nothing");
    }

    /// {@return the cluster from which on nothing is in use}
    long firstFree() {
        return end;
    }

    /// Takes clusters that nobody refers to, one behind the other.
    ///
    /// @return the offset of the first
    long take(long clusters) throws IOException {
        long first = end;
        end += clusters;
        if (end << header.clusterBits() > 1L << 56) {
            throw new UnsupportedImageException(
                    file.path(), "an image of at most 2^56 bytes", "no room for more clusters");
        }
        return first << header.clusterBits();
    }

    /// {@return whether clusters were taken since [#write]}
    boolean anyTaken() {
        return end > taken;
    }

    /// {@return the cluster from which on nothing was counted and nobody refers to anything; empty where that can't be
    /// told, amid the writing of refcounts}
    OptionalLong uncounted() {
        return counting ? OptionalLong.empty() : OptionalLong.of(taken);
    }

    /// Makes what must be there before a refcount can be written: blocks for the clusters that were
    /// taken, and a larger table for the blocks, all in clusters that nobody refers to yet.
    ///
    Growth grow() throws IOException {
        return new Growth();
    }

    /// Adds the clusters of all blocks.
    void addBlocks(LongList clusters) {
        for (long i = 0; i < blocks(); i++) {
            if (blockOffset(i) != 0) {
                clusters.add(blockOffset(i) >>> header.clusterBits());
            }
        }
    }

    /// Counts down once for each of `clusters`, which are numbers of clusters in ascending order, and
    /// may repeat. One whose count is 0 already stays at it.
    ///
    /// @return those that nobody refers to any more
    LongList release(LongList clusters) throws IOException {
        var free = new LongList();
        int i = 0;
        while (i < clusters.size()) {
            long index = clusters.get(i) >>> blockBits;
            int next = i;
            while (next < clusters.size() && clusters.get(next) >>> blockBits == index) {
                next++;
            }
            if (index < blocks() && blockOffset(index) != 0) {
                release(clusters, i, next, blockOffset(index), free);
            }
            i = next;
        }
        return free;
    }

    private void release(LongList clusters, int from, int to, long offset, LongList free)
            throws IOException {
        file.read(offset, block);
        int order = header.refcountOrder();
        for (int i = from; i < to; i++) {
            long place = clusters.get(i) & ((1L << blockBits) - 1);
            long count = RefcountBlock.get(block, order, place);
            if (count != 0) {
                RefcountBlock.set(block, order, place, count - 1);
                if (count == 1) {
                    free.add(clusters.get(i));
                }
            }
        }
        file.write(offset, block);
    }

    /// The blocks and the table that taken clusters need.
    final class Growth {
        private final LongList fresh = new LongList();
        private long newTable;
        private long newTableClusters;
        private final long oldTable = tableOffset;
        private final long oldTableBytes = table.byteSize();

        Growth() throws IOException {
            long before;
            do {
                before = end;
                takeBlocks();
                takeTable();
            } while (end > before);
        }

        private void takeBlocks() throws IOException {
            long first = taken >>> blockBits;
            long last = (end - 1) >>> blockBits;
            for (long i = first + fresh.size(); i <= last; i++) {
                boolean there = i < blocks() && blockOffset(i) != 0;
                fresh.add(there ? 0 : take(1));
            }
        }

        private void takeTable() throws IOException {
            long needed = ((end - 1) >>> blockBits) + 1;
            if (needed <= blocks() || needed <= newTableClusters * header.clusterSize() / 8) {
                return;
            }
            // Half as large again as needed, so that it needn't grow each time.
            newTableClusters = (((needed + needed / 2) * 8) >>> header.clusterBits()) + 1;
            if (newTableClusters << header.clusterBits() > TABLE_BYTES_MAX) {
                newTableClusters = TABLE_BYTES_MAX >>> header.clusterBits();
            }
            if (needed > newTableClusters * header.clusterSize() / 8) {
                throw new UnsupportedImageException(
                        file.path(), "a refcount table of at most 8 MiB", "no room for more");
            }
            newTable = take(newTableClusters);
        }

        /// {@return whether the header must name another table}
        boolean movesTable() {
            return newTable != 0;
        }

        long tableOffset() {
            return newTable;
        }

        long tableClusters() {
            return newTableClusters;
        }

        /// Adds the clusters of the table that the header named before.
        void addOldTable(LongList clusters) {
            for (long at = oldTable; at < oldTable + oldTableBytes; at += header.clusterSize()) {
                clusters.add(at >>> header.clusterBits());
            }
        }

        /// Writes the new blocks and the new table; nobody refers to either yet.
        void writeFresh() throws IOException {
            if (movesTable()) {
                var larger = arena.allocate(newTableClusters << header.clusterBits(), 8);
                MemorySegment.copy(table, 0, larger, 0, table.byteSize());
                table = larger;
            }
            for (int i = 0; i < fresh.size(); i++) {
                if (fresh.get(i) != 0) {
                    long index = (taken >>> blockBits) + i;
                    block.fill((byte) 0);
                    count(index);
                    file.write(fresh.get(i), block);
                    table.setAtIndex(TableWindow.WORD, index, fresh.get(i));
                }
            }
            if (movesTable()) {
                file.write(newTable, table);
            }
        }

        /// Writes the refcounts into blocks that were there, and names new blocks in a table that was
        /// there. The data that they count is on stable storage by now.
        void writeInPlace() throws IOException {
            counting = true;
            for (int i = 0; i < fresh.size(); i++) {
                long index = (taken >>> blockBits) + i;
                if (fresh.get(i) == 0) {
                    file.read(blockOffset(index), block);
                    count(index);
                    file.write(blockOffset(index), block);
                } else if (!movesTable()) {
                    file.write(Refcounts.this.tableOffset + 8 * index, table.asSlice(8 * index, 8));
                }
            }
            if (movesTable()) {
                Refcounts.this.tableOffset = newTable;
            }
            taken = end;
            counting = false;
        }

        /// Counts 1 for what was taken of the block `index`.
        private void count(long index) {
            long first = Math.max(taken, index << blockBits);
            long last = Math.min(end, (index + 1) << blockBits);
            long mask = (1L << blockBits) - 1;
            for (long cluster = first; cluster < last; cluster++) {
                RefcountBlock.set(block, header.refcountOrder(), cluster & mask, 1);
            }
        }
    }
}
