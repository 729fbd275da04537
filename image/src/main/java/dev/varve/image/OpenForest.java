package dev.varve.image;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.layer.Holding;
import dev.varve.image.layer.LayerExtent;
import dev.varve.image.layer.LayerReader;
import dev.varve.image.layer.LayerStack;
import dev.varve.image.layer.RawLayer;
import dev.varve.image.qcow2.HeaderReader;
import dev.varve.image.qcow2.Qcow2Layer;
import dev.varve.image.qcow2.SnapshotReader;
import dev.varve.image.qcow2.meta.InternalSnapshot;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The layers of several chains, each opened once, walked together from the disk's first byte to its
/// last. Nothing is locked: where a guest is writing, what is read may be outdated.
///
/// An internal snapshot is a layer of its own, by its own tables, on what its image lies on.
final class OpenForest implements Closeable {
    private final Map<Key, Cursor> layers = new HashMap<>();
    private final List<Cursor> lowestFirst = new ArrayList<>();
    private final Deque<Closeable> open = new ArrayDeque<>();

    /// The cursors over one file, by the file, in the order of [#lowestFirst].
    private final Map<Object, List<Cursor>> tables = new HashMap<>();

    /// What the files hold, each table of snapshots read once, by the file and the ID.
    private final Map<Object, Map<String, InternalSnapshot>> snapshots = new HashMap<>();

    private record Key(Object file, Optional<String> snapshot) {}

    /// {@return the layer that shows the image, with all below it}
    ///
    /// @throws dev.varve.image.failure.UnsupportedImageException when its chain can't be trusted down
    ///     to its end
    Cursor add(Seen seen) throws IOException {
        var chain = OfflineChain.openTables(seen.image(), seen.format()).layers();
        var below = Optional.<Cursor>empty();
        for (var info : chain.subList(1, chain.size()).reversed()) {
            below = Optional.of(layer(info, Optional.empty(), below));
        }
        return layer(chain.getFirst(), seen.snapshot(), below);
    }

    private Cursor layer(ImageInfo info, Optional<String> snapshot, Optional<Cursor> below)
            throws IOException {
        var file = BackingChain.identity(info.path());
        var known = Optional.ofNullable(layers.get(new Key(file, snapshot)));
        if (known.isPresent()) {
            return known.get();
        }
        var cursor = new Cursor(lowestFirst.size(), file, open(info, file, snapshot), below);
        layers.put(new Key(file, snapshot), cursor);
        lowestFirst.add(cursor);
        tables.computeIfAbsent(file, _ -> new ArrayList<>()).add(cursor);
        return cursor;
    }

    private LayerReader open(ImageInfo info, Object identity, Optional<String> snapshot)
            throws IOException {
        var file = Engine.ofHost().open(info.path(), ImageFile.Access.READ);
        LayerReader layer;
        if (info.format() == ImageFormat.RAW) {
            layer = RawLayer.open(file);
        } else {
            layer =
                    snapshot.isPresent()
                            ? Qcow2Layer.openSnapshot(file, held(file, identity, snapshot.get()))
                            : Qcow2Layer.open(file);
        }
        open.push(layer);
        return layer;
    }

    /// {@return the snapshot of that ID in the file, which is closed if there is none}
    private InternalSnapshot held(ImageFile file, Object identity, String id) throws IOException {
        try {
            if (!snapshots.containsKey(identity)) {
                var found = new HashMap<String, InternalSnapshot>();
                for (var held : new SnapshotReader(file, HeaderReader.read(file)).read()) {
                    found.putIfAbsent(held.id(), held);
                }
                snapshots.put(identity, found);
            }
            var held = snapshots.getOrDefault(identity, Map.of()).get(id);
            if (held == null) {
                throw new CorruptImageException(
                        file.path(), "an internal snapshot of ID " + id, "none");
            }
            return held;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /// {@return the layers, lower ones before those on them}
    List<Cursor> layers() {
        return lowestFirst;
    }

    /// {@return the end of the layer that goes on longest}
    long end() {
        return lowestFirst.stream().mapToLong(cursor -> cursor.layer.size()).max().orElse(0);
    }

    /// Lets all layers tell of the bytes from `at` on, which isn't before any that was asked for.
    ///
    /// @return for how many bytes that is true
    long moveTo(long at) throws IOException {
        long bytes = Long.MAX_VALUE;
        for (var layer : lowestFirst) {
            bytes = Math.min(bytes, layer.moveTo(at));
        }
        tables.values().forEach(OpenForest::findOriginals);
        return bytes;
    }

    /// Where a file holds data, the first of the cursors that are there stands for all of them.
    private static void findOriginals(List<Cursor> ofOneFile) {
        if (ofOneFile.size() > 1) {
            var first = new HashMap<Data, Cursor>();
            for (var cursor : ofOneFile) {
                cursor.original = cursor;
                if (cursor.holdsData()) {
                    var data = new Data(cursor.place.holding(), cursor.host());
                    cursor.original = first.computeIfAbsent(data, _ -> cursor);
                }
            }
        }
    }

    /// Bytes of one file.
    private record Data(Holding holding, long host) {}

    @Override
    public void close() throws IOException {
        while (!open.isEmpty()) {
            open.pop().close(); // They are open for reading: nothing is lost.
        }
    }

    /// A layer, and what it holds where the walk is.
    static final class Cursor {
        private final int index;
        private final Object file;
        private final LayerReader layer;
        private final long disk;
        private final Optional<Cursor> below;
        private final Optional<Cursor> self = Optional.of(this);
        private final LayerExtent place = new LayerExtent();
        private Optional<Cursor> shown = Optional.empty();
        private long from;
        private long until;
        private long now;
        private Cursor original;

        private Cursor(int index, Object file, LayerReader layer, Optional<Cursor> below) {
            this.index = index;
            this.file = file;
            this.layer = layer;
            this.disk = layer instanceof Qcow2Layer qcow2 ? qcow2.diskSize() : layer.size();
            this.below = below;
            this.original = this;
        }

        private long moveTo(long at) throws IOException {
            now = at;
            if (at >= layer.size()) {
                place.set(Holding.NOTHING, 1, 0);
                shown = Optional.empty();
                return Long.MAX_VALUE;
            }
            if (at >= until) {
                layer.find(at, (at < disk ? disk : layer.size()) - at, place);
                from = at;
                until = at + place.bytes();
            }
            shown =
                    switch (place.holding()) {
                        case DATA, COMPRESSED -> self;
                        case ZEROS -> Optional.empty();
                        case NOTHING -> at < disk ? below.flatMap(Cursor::shown) : Optional.empty();
                    };
            return until - at;
        }

        /// {@return its place in [OpenForest#layers]}
        int index() {
            return index;
        }

        Object file() {
            return file;
        }

        /// {@return the size of the disk that it shows}
        long disk() {
            return disk;
        }

        /// {@return the layer whose data is read here; empty for zeros}
        Optional<Cursor> shown() {
            return shown;
        }

        boolean holdsData() {
            return place.holding() == Holding.DATA || place.holding() == Holding.COMPRESSED;
        }

        /// {@return the first of the tables of the same file that have the same data here}
        Cursor original() {
            return original;
        }

        /// {@return whether both hold the same bytes of one file here}
        boolean isSame(Cursor other) {
            return file.equals(other.file)
                    && place.holding() == other.place.holding()
                    && host() == other.host();
        }

        /// Compressed clusters are told apart by where they begin.
        private long host() {
            return place.holding() == Holding.DATA ? place.host() + now - from : place.host();
        }

        /// {@return how much of the file the next bytes take: of a compressed cluster their share}
        long storedBytes(long bytes) {
            if (place.holding() == Holding.DATA) {
                return bytes;
            }
            long stored = layer.storedBytes(place.host());
            long length = until - from;
            return stored * (now + bytes - from) / length - stored * (now - from) / length;
        }

        /// {@return all that is read through it}
        LayerStack stack() {
            var chain = new ArrayList<LayerReader>();
            for (var at = self; at.isPresent(); at = at.get().below) {
                chain.add(at.get().layer);
            }
            return new LayerStack(chain);
        }
    }
}
