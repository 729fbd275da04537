package dev.varve.core.plan;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Which images the snapshots of a domain name, and as what, while a plan forgets snapshots and renames
/// images. Who names an image is found without a look at those that don't.
final class SnapshotImages {
    private final Map<SnapshotName, Map<DiskTarget, Path>> frozen = new HashMap<>();

    /// The images that hold internal snapshots: their contents may change, they themselves must stay.
    private final Map<SnapshotName, Map<DiskTarget, Path>> holders = new HashMap<>();

    private final Map<SnapshotName, Map<DiskTarget, Set<Path>>> overlays = new HashMap<>();

    /// Who names the image, as whatever.
    private final Map<Path, Set<SnapshotName>> namedBy = new HashMap<>();

    void add(Snapshot snapshot) {
        var name = snapshot.name();
        frozen.put(name, new TreeMap<>(snapshot.frozenLayers()));
        holders.put(name, new TreeMap<>(snapshot.holders()));
        var named = new TreeMap<DiskTarget, Set<Path>>();
        Stream.concat(snapshot.disks().stream(), snapshot.revertDisks().stream())
                .filter(disk -> disk.overlay().isPresent())
                .forEach(disk -> add(named, disk));
        overlays.put(name, named);
        images(name)
                .forEach(image -> namedBy.computeIfAbsent(image, _ -> new TreeSet<>()).add(name));
    }

    private static void add(Map<DiskTarget, Set<Path>> named, SnapshotDisk disk) {
        named.computeIfAbsent(disk.target(), _ -> new TreeSet<>())
                .add(disk.overlay().orElseThrow());
    }

    private Stream<Path> images(SnapshotName name) {
        return Stream.concat(
                layersOf(name),
                overlays.getOrDefault(name, Map.of()).values().stream()
                        .flatMap(Collection::stream));
    }

    private Stream<Path> layersOf(SnapshotName name) {
        return Stream.concat(
                frozen.getOrDefault(name, Map.of()).values().stream(),
                holders.getOrDefault(name, Map.of()).values().stream());
    }

    /// {@return all images that any of them names}
    Set<Path> all() {
        return Set.copyOf(namedBy.keySet());
    }

    void forget(SnapshotName name) {
        for (var image : new HashSet<>(images(name).toList())) {
            var names = new TreeSet<>(naming(image));
            names.remove(name);
            put(image, names);
        }
        frozen.remove(name);
        holders.remove(name);
        overlays.remove(name);
    }

    private void put(Path image, Set<SnapshotName> names) {
        if (names.isEmpty()) {
            namedBy.remove(image);
        } else {
            namedBy.put(image, names);
        }
    }

    private Set<SnapshotName> naming(Path image) {
        return namedBy.getOrDefault(image, Set.of());
    }

    /// Moves every name of `from` to `to`.
    void rename(Path from, Path to) {
        for (var name : naming(from)) {
            swap(frozen.getOrDefault(name, Map.of()), from, to);
            swap(holders.getOrDefault(name, Map.of()), from, to);
            overlays.getOrDefault(name, Map.of())
                    .values()
                    .forEach(images -> Forest.swap(images, from, to));
        }
        var names = new TreeSet<>(naming(to));
        names.addAll(naming(from));
        namedBy.remove(from);
        put(to, names);
    }

    private static void swap(Map<DiskTarget, Path> disks, Path from, Path to) {
        disks.replaceAll((_, path) -> path.equals(from) ? to : path);
    }

    /// {@return whether an external snapshot froze the layer}
    boolean frozen(Path layer) {
        return naming(layer).stream()
                .anyMatch(name -> frozen.getOrDefault(name, Map.of()).containsValue(layer));
    }

    /// {@return the snapshots that froze the layer, or that it holds}
    List<SnapshotName> at(Path layer) {
        return naming(layer).stream()
                .filter(name -> layersOf(name).anyMatch(layer::equals))
                .toList();
    }

    /// {@return the snapshots that name the image for the disk, as frozen layer or as overlay}
    List<SnapshotName> naming(DiskTarget disk, Path image) {
        return naming(image).stream().filter(name -> names(name, disk, image)).toList();
    }

    /// What a snapshot froze of a disk goes before what holds it.
    private boolean names(SnapshotName name, DiskTarget disk, Path image) {
        var held = holders.getOrDefault(name, Map.of());
        var layers = frozen.getOrDefault(name, Map.of());
        return image.equals(layers.containsKey(disk) ? layers.get(disk) : held.get(disk))
                || overlays.getOrDefault(name, Map.of())
                        .getOrDefault(disk, Set.of())
                        .contains(image);
    }
}
