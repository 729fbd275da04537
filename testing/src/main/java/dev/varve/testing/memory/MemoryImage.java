package dev.varve.testing.memory;

import dev.varve.core.model.InternalSnapshot;
import dev.varve.core.model.Layer;
import dev.varve.core.model.SnapshotName;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// An image: its header, and the clusters that are its own.
final class MemoryImage {
    static final long CLUSTER_BYTES = 65536;

    final Path path;
    final ImageFormat format;
    final boolean block;
    final SortedMap<Integer, Integer> clusters;
    final Map<SnapshotName, Held> internal;
    long virtualSize;
    Optional<Layer.Backing> backing;

    /// An internal snapshot.
    ///
    /// @param clusters the image's own clusters at that time
    /// @param memory in the first image of a snapshot that has it
    record Held(SortedMap<Integer, Integer> clusters, Optional<SavedGuest> memory) {
        Held {
            clusters = Collections.unmodifiableSortedMap(new TreeMap<>(clusters));
        }
    }

    MemoryImage(
            Path path,
            ImageFormat format,
            boolean block,
            long virtualSize,
            Optional<Layer.Backing> backing) {
        this(path, format, block, virtualSize, backing, new TreeMap<>(), new LinkedHashMap<>());
    }

    private MemoryImage(
            Path path,
            ImageFormat format,
            boolean block,
            long virtualSize,
            Optional<Layer.Backing> backing,
            SortedMap<Integer, Integer> clusters,
            Map<SnapshotName, Held> internal) {
        this.clusters = clusters;
        this.internal = internal;
        this.path = path;
        this.format = format;
        this.block = block;
        this.virtualSize = virtualSize;
        this.backing = backing;
    }

    Optional<Path> below() {
        return backing.map(Layer.Backing::path);
    }

    boolean empty() {
        return clusters.isEmpty() && internal.isEmpty() && backing.isPresent();
    }

    /// {@return a file of its own that holds the same}
    MemoryImage as(Path other, Optional<Layer.Backing> below) {
        var copy = new MemoryImage(other, format, false, virtualSize, below);
        copy.clusters.putAll(clusters);
        copy.internal.putAll(internal);
        return copy;
    }

    /// {@return the same file under another name: what is written under one is read under both}
    MemoryImage named(Path other) {
        return new MemoryImage(other, format, block, virtualSize, backing, clusters, internal);
    }

    /// @param open whether a guest writes it
    Layer layer(boolean open) {
        return new Layer(
                path,
                format,
                block,
                virtualSize,
                clusters.size() * CLUSTER_BYTES,
                backing,
                internal.entrySet().stream().map(held -> shown(held, open)).toList(),
                empty(),
                Optional.empty(),
                Layer.Mark.NONE);
    }

    private InternalSnapshot shown(Map.Entry<SnapshotName, Held> held, boolean open) {
        boolean unchanged = !open && clusters.equals(held.getValue().clusters());
        var name = held.getKey();
        return new InternalSnapshot("id of " + name, name.value(), unchanged);
    }
}
