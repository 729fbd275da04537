package dev.varve.image;

import dev.varve.image.OpenForest.Cursor;
import dev.varve.image.io.Cancelled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the data of layers is good for, given who reads which images.
///
/// Bytes are counted as the files store them: zeros as none, compressed clusters as they are. Tables
/// aren't counted.
///
/// @param readers what each reader sees, in the order in which they were given
/// @param shared bytes that several of them see
/// @param hidden bytes that none of them sees: overlays hold something newer
/// @param exclusiveIn bytes of each counted image that one of them alone sees
public record Usage(List<Share> readers, long shared, long hidden, Map<Path, Long> exclusiveIn) {
    public Usage {
        readers = List.copyOf(readers);
        exclusiveIn = Map.copyOf(exclusiveIn);
    }

    /// What a reader sees.
    ///
    /// @param exclusive bytes that nobody else sees: what would be gone with it
    /// @param seen bytes that it sees in all
    public record Share(long exclusive, long seen) {}

    /// {@return all bytes of data that the counted layers hold}
    public long held() {
        return readers.stream().mapToLong(Share::exclusive).sum() + shared + hidden;
    }

    /// {@return how the data of layers is used}
    ///
    /// Only tables are read; a guest may be running, and then the answer may be outdated.
    ///
    /// @param readers the images that each reads, several where it has several disks
    /// @param counted the images whose data counts, as far as they are read; others only hide what is
    ///     below
    /// @throws dev.varve.image.failure.UnsupportedImageException when one of the chains is not one
    ///     that can be trusted down to its end
    public static Usage of(List<List<Seen>> readers, Set<Path> counted) throws IOException {
        var files = new HashMap<Path, Object>();
        for (var image : counted) {
            files.put(image, BackingChain.identity(image));
        }
        try (var forest = new OpenForest()) {
            var tops = new ArrayList<List<Cursor>>();
            for (var images : readers) {
                var seen = new ArrayList<Cursor>();
                for (var image : images) {
                    seen.add(forest.add(image));
                }
                tops.add(seen);
            }
            return new Count(forest, tops, files).all();
        }
    }

    /// Who sees a piece of data is found for one place of the disk after the other.
    private static final class Count {
        private static final int NOBODY = -1;
        private static final int SEVERAL = -2;

        private final OpenForest forest;
        private final List<List<Cursor>> tops;
        private final List<Cursor> layers;
        private final boolean[] counted;
        private final int[] reader;
        private final int[] latest;
        private final Map<Path, Object> files;
        private final long[] exclusive;
        private final long[] exclusiveIn;
        private final long[] seen;
        private long shared;
        private long hidden;

        Count(OpenForest forest, List<List<Cursor>> tops, Map<Path, Object> files) {
            this.forest = forest;
            this.files = files;
            this.tops = tops;
            this.layers = forest.layers();
            this.counted = new boolean[layers.size()];
            this.reader = new int[layers.size()];
            this.latest = new int[layers.size()];
            this.exclusive = new long[tops.size()];
            this.exclusiveIn = new long[layers.size()];
            this.seen = new long[tops.size()];
            for (int i = 0; i < counted.length; i++) {
                counted[i] = files.containsValue(layers.get(i).file());
            }
        }

        Usage all() throws IOException {
            long end = forest.end();
            for (long at = 0; at < end; ) {
                Cancelled.check("counting what is read");
                long bytes = Math.min(forest.moveTo(at), end - at);
                findReaders(bytes);
                count(bytes);
                at += bytes;
            }
            var shares = new ArrayList<Share>();
            for (int i = 0; i < tops.size(); i++) {
                shares.add(new Share(exclusive[i], seen[i]));
            }
            return new Usage(shares, shared, hidden, byImage());
        }

        /// An image has several layers where its internal snapshots are read.
        private Map<Path, Long> byImage() {
            var byFile = new HashMap<Object, Long>();
            for (var layer : layers) {
                byFile.merge(layer.file(), exclusiveIn[layer.index()], Long::sum);
            }
            var byImage = new HashMap<Path, Long>();
            files.forEach((image, file) -> byImage.put(image, byFile.getOrDefault(file, 0L)));
            return byImage;
        }

        private void findReaders(long bytes) {
            Arrays.fill(reader, NOBODY);
            Arrays.fill(latest, NOBODY);
            for (int i = 0; i < tops.size(); i++) {
                for (var top : tops.get(i)) {
                    if (top.shown().isPresent()) {
                        read(top.shown().get().original(), i, bytes);
                    }
                }
            }
        }

        /// A reader may see a layer through several of its images.
        private void read(Cursor layer, int by, long bytes) {
            int at = layer.index();
            if (latest[at] == by) {
                return;
            }
            latest[at] = by;
            reader[at] = reader[at] == NOBODY ? by : SEVERAL;
            if (counted[at]) {
                seen[by] += layer.storedBytes(bytes);
            }
        }

        private void count(long bytes) {
            for (var layer : layers) {
                int at = layer.index();
                if (counted[at] && layer.holdsData() && layer.original().index() == at) {
                    add(at, reader[at], layer.storedBytes(bytes));
                }
            }
        }

        private void add(int layer, int by, long bytes) {
            switch (by) {
                case NOBODY -> hidden += bytes;
                case SEVERAL -> shared += bytes;
                default -> {
                    exclusive[by] += bytes;
                    exclusiveIn[layer] += bytes;
                }
            }
        }
    }
}
