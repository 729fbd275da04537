package dev.varve.core.plan.layers;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which images the snapshots of a domain name, and as what, while a plan forgets snapshots and renames
/// images. Who names an image is found without a look at those that don't.
final class SnapshotImages {
    private final Map<SnapshotName, Map<DiskTarget, Path>> frozen = new HashMap<>();

    /// The images that hold internal snapshots: their contents may change, they themselves must stay.
    private final Map<SnapshotName, Map<DiskTarget, Path>> holders = new HashMap<>();

    /// The images of disks that were left out: their contents may change, they themselves must stay.
    private final Map<SnapshotName, Map<DiskTarget, Path>> excluded = new HashMap<>();

    private final Map<SnapshotName, Map<DiskTarget, Set<Path>>> overlays = new HashMap<>();

    /// What the definition that the snapshot keeps states of the layers below: it keeps no image, and must not
    /// name one that is gone.
    private final Map<SnapshotName, Map<DiskTarget, Set<Path>>> stated = new HashMap<>();

    /// Who names the image, as whatever.
    private final Map<Path, Set<SnapshotName>> namedBy = new HashMap<>();

    void add(Snapshot snapshot) {
        var name = snapshot.name();
        frozen.put(name, new TreeMap<>(snapshot.frozenLayers()));
        holders.put(name, new TreeMap<>(snapshot.holders()));
        excluded.put(name, excluded(snapshot));
        var named = new TreeMap<DiskTarget, Set<Path>>();
        Stream.concat(snapshot.disks().stream(), snapshot.revertDisks().stream())
                .filter(disk -> disk.overlay().isPresent())
                .forEach(disk -> add(named, disk));
        overlays.put(name, named);
        stated.put(name, stated(snapshot));
        images(name)
                .forEach(image -> namedBy.computeIfAbsent(image, _ -> new TreeSet<>()).add(name));
    }

    private static Map<DiskTarget, Path> excluded(Snapshot snapshot) {
        var images = new TreeMap<DiskTarget, Path>();
        for (var disk : snapshot.excludedDisks()) {
            disk.source().image().ifPresent(path -> images.put(disk.target(), path));
        }
        return images;
    }

    private static Map<DiskTarget, Set<Path>> stated(Snapshot snapshot) {
        var images = new TreeMap<DiskTarget, Set<Path>>();
        snapshot.domainDisks().stream()
                .filter(disk -> !disk.stated().isEmpty())
                .forEach(disk -> images.put(disk.target(), new TreeSet<>(disk.stated())));
        return images;
    }

    private static void add(Map<DiskTarget, Set<Path>> named, SnapshotDisk disk) {
        named.computeIfAbsent(disk.target(), _ -> new TreeSet<>())
                .add(disk.overlay().orElseThrow());
    }

    private Stream<Path> images(SnapshotName name) {
        return Stream.concat(
                keptBy(name),
                Stream.of(overlays, stated)
                        .flatMap(all -> all.getOrDefault(name, Map.of()).values().stream())
                        .flatMap(Collection::stream));
    }

    /// What is there for as long as the snapshot is.
    private Stream<Path> keptBy(SnapshotName name) {
        return Stream.concat(
                layersOf(name), excluded.getOrDefault(name, Map.of()).values().stream());
    }

    private Stream<Path> layersOf(SnapshotName name) {
        return Stream.concat(
                frozen.getOrDefault(name, Map.of()).values().stream(),
                holders.getOrDefault(name, Map.of()).values().stream());
    }

    /// An overlay that a snapshot put there is somebody's disk by now, or nobody's: it isn't among them for that.
    ///
    /// {@return the images that any of them has a disk on}
    Set<Path> all() {
        return frozen.keySet().stream().flatMap(this::keptBy).collect(Collectors.toSet());
    }

    void forget(SnapshotName name) {
        for (var image : new HashSet<>(images(name).toList())) {
            var names = new TreeSet<>(naming(image));
            names.remove(name);
            put(image, names);
        }
        frozen.remove(name);
        holders.remove(name);
        excluded.remove(name);
        overlays.remove(name);
        stated.remove(name);
    }

    /// Lets the snapshot be held in the image no more.
    void forgetHolder(SnapshotName name, Path image) {
        holders.getOrDefault(name, Map.of()).values().removeIf(image::equals);
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
            swap(excluded.getOrDefault(name, Map.of()), from, to);
            Stream.of(overlays, stated)
                    .flatMap(all -> all.getOrDefault(name, Map.of()).values().stream())
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

    /// {@return whether a snapshot has a disk on the image}
    boolean kept(Path image) {
        return naming(image).stream().anyMatch(name -> keptBy(name).anyMatch(image::equals));
    }

    /// {@return whether a snapshot has put the image on another, or a revert to it}
    boolean made(Path image) {
        return naming(image).stream()
                .flatMap(name -> overlays.getOrDefault(name, Map.of()).values().stream())
                .anyMatch(made -> made.contains(image));
    }

    /// {@return the snapshots that left out a disk which lies on the image}
    List<SnapshotName> excluding(Path image) {
        return naming(image).stream()
                .filter(name -> excluded.getOrDefault(name, Map.of()).containsValue(image))
                .toList();
    }

    /// {@return the snapshots that froze the layer, or that it holds}
    List<SnapshotName> at(Path layer) {
        return naming(layer).stream()
                .filter(name -> layersOf(name).anyMatch(layer::equals))
                .toList();
    }

    /// {@return the snapshots that name the image, with the disks that they name it for: a disk may have had
    /// another target then}
    Map<SnapshotName, Set<DiskTarget>> targets(Path image) {
        var targets = new TreeMap<SnapshotName, Set<DiskTarget>>();
        for (var name : naming(image)) {
            targets.put(name, targets(name, image));
        }
        return targets;
    }

    private Set<DiskTarget> targets(SnapshotName name, Path image) {
        var targets = new TreeSet<DiskTarget>(Comparator.comparing(DiskTarget::name));
        for (var disks : List.of(frozen, holders, excluded)) {
            disks.getOrDefault(name, Map.of())
                    .forEach((disk, path) -> addIf(path.equals(image), disk, targets));
        }
        for (var disks : List.of(overlays, stated)) {
            disks.getOrDefault(name, Map.of())
                    .forEach((disk, paths) -> addIf(paths.contains(image), disk, targets));
        }
        return targets;
    }

    private static void addIf(boolean named, DiskTarget disk, Set<DiskTarget> targets) {
        if (named) {
            targets.add(disk);
        }
    }
}
