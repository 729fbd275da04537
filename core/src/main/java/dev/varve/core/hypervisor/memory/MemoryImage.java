package dev.varve.core.hypervisor.memory;

import dev.varve.core.model.Layer;
import dev.varve.core.model.SnapshotName;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// An image: its header, and the clusters that are its own.
final class MemoryImage {
    static final long CLUSTER_BYTES = 65536;

    final Path path;
    final ImageFormat format;
    final boolean block;
    final TreeMap<Integer, Integer> clusters = new TreeMap<>();
    final Map<SnapshotName, TreeMap<Integer, Integer>> internal = new HashMap<>();
    long virtualSize;
    Optional<Layer.Backing> backing;

    MemoryImage(
            Path path,
            ImageFormat format,
            boolean block,
            long virtualSize,
            Optional<Layer.Backing> backing) {
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
        return clusters.isEmpty() && backing.isPresent();
    }

    Layer layer() {
        return new Layer(
                path,
                format,
                block,
                virtualSize,
                clusters.size() * CLUSTER_BYTES,
                backing,
                internal.size(),
                empty(),
                Optional.empty(),
                false);
    }
}
