package dev.varve.image;

import dev.varve.image.OpenForest.Cursor;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.Cancelled;
import dev.varve.image.layer.LayerStack;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Where two states of a disk differ.
///
/// Nothing is locked: where a guest is writing, the answer may be outdated, as its QEMU keeps tables in
/// memory.
public final class Differences {
    private static final int SECTOR_BYTES = 512;
    private static final int PIECE_BYTES = 1 << 20;

    private final Reader reader;
    private long start;
    private long end;

    private Differences(Reader reader) {
        this.reader = reader;
    }

    /// Told of each range, in ascending order, none of which touches the next.
    @FunctionalInterface
    public interface Reader {
        /// Takes the next one.
        ///
        /// @param start on the disk, in bytes
        /// @param bytes at least 1
        void read(long start, long bytes) throws IOException;
    }

    /// Finds the ranges that may differ: those that aren't read from the same place of the same file,
    /// nor zeros in both. Written anew with the same contents, they count. What only the larger disk
    /// has always does. Only tables are read.
    ///
    /// @throws UnsupportedImageException when one of the chains is not one that can be trusted down to
    ///     its end
    public static void read(Seen one, Seen other, Reader reader) throws IOException {
        find(one, other, reader, false);
    }

    /// Finds the sectors whose contents differ: the ranges of [#read] are read and compared.
    ///
    /// @throws UnsupportedImageException also when one of the layers is encrypted
    public static void readVerified(Seen one, Seen other, Reader reader) throws IOException {
        OfflineChain.open(one.image(), one.format());
        OfflineChain.open(other.image(), other.format());
        find(one, other, reader, true);
    }

    private static void find(Seen one, Seen other, Reader reader, boolean verify)
            throws IOException {
        try (var forest = new OpenForest();
                var arena = Arena.ofConfined()) {
            var first = forest.add(one);
            var second = forest.add(other);
            var found = new Differences(reader);
            var contents =
                    verify
                            ? Optional.of(new Contents(first.stack(), second.stack(), arena))
                            : Optional.<Contents>empty();
            found.walk(forest, first, second, contents);
            found.flush();
        }
    }

    private void walk(OpenForest forest, Cursor one, Cursor other, Optional<Contents> contents)
            throws IOException {
        long both = Math.min(one.disk(), other.disk());
        for (long at = 0; at < both; ) {
            Cancelled.check("comparing");
            long bytes = Math.min(forest.moveTo(at), both - at);
            if (!isSame(one.shown(), other.shown())) {
                if (contents.isPresent()) {
                    contents.get().compare(at, bytes, this);
                } else {
                    add(at, bytes);
                }
            }
            at += bytes;
        }
        add(both, Math.max(one.disk(), other.disk()) - both);
    }

    private static boolean isSame(Optional<Cursor> one, Optional<Cursor> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() == other.isEmpty();
        }
        return one.get().isSame(other.get());
    }

    private void add(long at, long bytes) throws IOException {
        if (at > end) {
            flush();
            start = at;
        }
        end = at + bytes;
    }

    private void flush() throws IOException {
        if (end > start) {
            reader.read(start, end - start);
        }
    }

    /// What is read through both.
    private static final class Contents {
        private final LayerStack one;
        private final LayerStack other;
        private final MemorySegment first;
        private final MemorySegment second;

        Contents(LayerStack one, LayerStack other, Arena arena) {
            this.one = one;
            this.other = other;
            this.first = arena.allocate(PIECE_BYTES);
            this.second = arena.allocate(PIECE_BYTES);
        }

        void compare(long from, long bytes, Differences found) throws IOException {
            for (long at = from; at < from + bytes; at += PIECE_BYTES) {
                Cancelled.check("comparing");
                long length = Math.min(PIECE_BYTES, from + bytes - at);
                one.read(at, first.asSlice(0, length));
                other.read(at, second.asSlice(0, length));
                if (first.asSlice(0, length).mismatch(second.asSlice(0, length)) >= 0) {
                    compareSectors(at, length, found);
                }
            }
        }

        private void compareSectors(long at, long length, Differences found) throws IOException {
            for (long sector = 0; sector < length; sector += SECTOR_BYTES) {
                long bytes = Math.min(SECTOR_BYTES, length - sector);
                if (first.asSlice(sector, bytes).mismatch(second.asSlice(sector, bytes)) >= 0) {
                    found.add(at + sector, bytes);
                }
            }
        }
    }
}
