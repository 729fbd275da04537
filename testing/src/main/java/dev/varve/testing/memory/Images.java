package dev.varve.testing.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The images of the host, by path.
final class Images {
    private final TreeMap<Path, MemoryImage> images = new TreeMap<>();

    void put(MemoryImage image) {
        images.put(image.path, image);
    }

    void remove(Path path) {
        images.remove(path);
    }

    boolean has(Path path) {
        return images.containsKey(path);
    }

    List<MemoryImage> all() {
        return List.copyOf(images.values());
    }

    Optional<MemoryImage> find(Path path) {
        return Optional.ofNullable(images.get(path));
    }

    MemoryImage get(Path path) {
        return find(path)
                .orElseThrow(() ->
                        new HypervisorException(
                                Kind.NOT_FOUND,
                                "cannot open " + path + ": no such file or directory"));
    }

    /// {@return the image and all below it, from the top}
    List<MemoryImage> chain(Path top) {
        var chain = new ArrayList<MemoryImage>();
        for (var at = Optional.of(top); at.isPresent(); at = chain.getLast().below()) {
            chain.add(get(at.get()));
        }
        return chain;
    }

    /// {@return the definition, which states of each image that is there what lies below it}
    Definition stated(Definition definition) {
        return definition.stating(disk -> disk.source().image().map(this::below).orElse(Set.of()));
    }

    private Set<Path> below(Path top) {
        var below = new TreeSet<Path>();
        var at = find(top).flatMap(MemoryImage::below);
        while (at.isPresent() && below.add(at.get())) {
            at = at.flatMap(this::find).flatMap(MemoryImage::below);
        }
        return below;
    }

    /// {@return the images from `top` down to the one above `end`, or to the bottom where nothing
    /// ends them; empty if `end` isn't below `top`}
    List<MemoryImage> run(Path top, Optional<Path> end) {
        var run = new ArrayList<MemoryImage>();
        for (var image : chain(top)) {
            if (end.equals(Optional.of(image.path))) {
                return run;
            }
            run.add(image);
        }
        return end.isPresent() ? List.of() : run;
    }

    /// {@return the clusters that the images hold, the higher image's where several do}
    static SortedMap<Integer, Integer> clusters(List<MemoryImage> fromTheTop) {
        var clusters = new TreeMap<Integer, Integer>();
        for (var image : fromTheTop.reversed()) {
            clusters.putAll(image.clusters);
        }
        return clusters;
    }

    /// {@return what is read through the image, without what reads as zeros}
    SortedMap<Integer, Integer> readThrough(Path path) {
        var contents = new TreeMap<>(clusters(chain(path)));
        contents.values().removeIf(value -> value == 0);
        return contents;
    }

    /// {@return what is read through an internal snapshot of the image, without what reads as zeros}
    SortedMap<Integer, Integer> readInternal(Path path, SnapshotName name) {
        var chain = chain(path);
        var held = Optional.ofNullable(chain.getFirst().internal.get(name));
        var contents = new TreeMap<>(clusters(chain.subList(1, chain.size())));
        contents.putAll(
                held.map(MemoryImage.Held::clusters)
                        .orElseThrow(() ->
                                new HypervisorException(
                                        Kind.NOT_FOUND,
                                        path + " holds no internal snapshot '" + name + "'")));
        contents.values().removeIf(value -> value == 0);
        return contents;
    }
}
