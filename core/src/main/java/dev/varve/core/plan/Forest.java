package dev.varve.core.plan;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The layers of one domain as a plan changes them, step by step, before anything is done.
///
/// Layers that the domain doesn't reach, from its heads or its snapshots, belong to somebody else;
/// whatever those reach must stay as it is.
final class Forest {
    private final Domain domain;
    private final Map<Path, Layer> layers;
    private final Set<Path> foreign;
    private final Map<DiskTarget, Set<Path>> heads = new TreeMap<>();
    private final Map<DiskTarget, Path> active = new TreeMap<>();
    private final Map<SnapshotName, Snapshot> snapshots = new TreeMap<>();
    private final Map<SnapshotName, Map<DiskTarget, Path>> frozen = new HashMap<>();
    private final Map<SnapshotName, Map<DiskTarget, Set<Path>>> overlays = new HashMap<>();

    Forest(HostState state, Domain domain) {
        this.domain = domain;
        this.layers = new HashMap<>(state.layers());
        for (var disk : allDisks(domain)) {
            disk.source().image().ifPresent(path -> headsOf(disk.target()).add(path));
        }
        for (var disk : domain.disks()) {
            disk.source().image().ifPresent(path -> active.put(disk.target(), path));
        }
        domain.snapshots().forEach(this::add);
        this.foreign = foreign(state);
    }

    private static List<Disk> allDisks(Domain domain) {
        return Stream.concat(domain.disks().stream(), domain.nextDisks().stream()).toList();
    }

    private Set<Path> headsOf(DiskTarget target) {
        return heads.computeIfAbsent(target, _ -> new TreeSet<>());
    }

    private void add(Snapshot snapshot) {
        snapshots.put(snapshot.name(), snapshot);
        var frozenLayers = new TreeMap<DiskTarget, Path>();
        for (var disk : snapshot.domainDisks()) {
            pinnedLayer(snapshot, disk).ifPresent(path -> frozenLayers.put(disk.target(), path));
        }
        frozen.put(snapshot.name(), frozenLayers);
        var named = new TreeMap<DiskTarget, Set<Path>>();
        Stream.concat(snapshot.disks().stream(), snapshot.revertDisks().stream())
                .filter(disk -> disk.overlay().isPresent())
                .forEach(disk -> namedBy(named, disk));
        overlays.put(snapshot.name(), named);
    }

    private static void namedBy(Map<DiskTarget, Set<Path>> named, SnapshotDisk disk) {
        named.computeIfAbsent(disk.target(), _ -> new TreeSet<>())
                .add(disk.overlay().orElseThrow());
    }

    /// An internal snapshot pins the image that holds it, an external one its frozen layer.
    private static Optional<Path> pinnedLayer(Snapshot snapshot, Disk disk) {
        return switch (snapshot.mode(disk.target())) {
            case EXTERNAL, INTERNAL -> disk.source().image();
            case NO, MANUAL -> Optional.empty();
        };
    }

    private Set<Path> foreign(HostState state) {
        var own = closure(ownRoots());
        var roots = new HashSet<Path>();
        for (var other : state.domains()) {
            if (!other.ref().uuid().equals(domain.ref().uuid())) {
                roots.addAll(images(other));
            }
        }
        layers.keySet().stream().filter(path -> !own.contains(path)).forEach(roots::add);
        return closure(roots);
    }

    private Set<Path> ownRoots() {
        var roots = new HashSet<Path>();
        heads.values().forEach(roots::addAll);
        frozen.values().forEach(disks -> roots.addAll(disks.values()));
        overlays.values().forEach(disks -> disks.values().forEach(roots::addAll));
        return roots;
    }

    private static Set<Path> images(Domain other) {
        var images = new HashSet<Path>();
        var disks = new ArrayList<>(allDisks(other));
        other.snapshots().forEach(snapshot -> disks.addAll(snapshot.domainDisks()));
        disks.forEach(disk -> disk.source().image().ifPresent(images::add));
        return images;
    }

    private Set<Path> closure(Collection<Path> roots) {
        var reached = new HashSet<Path>();
        for (var root : roots) {
            Optional<Path> at = Optional.of(root);
            while (at.isPresent() && reached.add(at.get())) {
                at = at.flatMap(this::layer).flatMap(Layer::below);
            }
        }
        return reached;
    }

    /// {@return the image and what it lies on, from top to base}
    List<Layer> chain(Path top) {
        return Layer.chain(top, this::layer);
    }

    Optional<Layer> layer(Path path) {
        return Optional.ofNullable(layers.get(path));
    }

    Collection<Snapshot> snapshots() {
        return snapshots.values();
    }

    Optional<Path> frozenLayer(SnapshotName name, DiskTarget disk) {
        return Optional.ofNullable(frozen.getOrDefault(name, Map.of()).get(disk));
    }

    /// {@return the layers directly on `path`, in order of their paths}
    List<Layer> overlays(Path path) {
        return layers.values().stream()
                .filter(layer -> layer.below().equals(Optional.of(path)))
                .sorted(Comparator.comparing(Layer::path))
                .toList();
    }

    /// {@return whether the layer is written by the domain, now or after its next start}
    boolean head(Path path) {
        return heads.values().stream().anyMatch(paths -> paths.contains(path));
    }

    /// {@return whether a guest that runs now writes the layer}
    boolean active(Path path) {
        return active.containsValue(path);
    }

    /// {@return whether a guest that runs now reads or writes the layer}
    boolean inActiveChain(Path path) {
        return active.values().stream()
                .anyMatch(head -> chain(head).stream().anyMatch(at -> at.path().equals(path)));
    }

    /// {@return whether another domain, or an image that isn't the domain's, needs the layer}
    boolean foreign(Path path) {
        return foreign.contains(path);
    }

    /// {@return whether the layer must stay as it is, besides what its own overlays need}
    boolean pinned(Path path) {
        return head(path)
                || foreign(path)
                || layer(path).filter(layer -> layer.internalSnapshots() > 0).isPresent()
                || frozen.values().stream().anyMatch(disks -> disks.containsValue(path));
    }

    void forget(SnapshotName name) {
        snapshots.remove(name);
        frozen.remove(name);
        overlays.remove(name);
    }

    /// Lets the domain use other heads, as a revert does.
    void place(DiskTarget disk, Path overlay) {
        heads.put(disk, new TreeSet<>(Set.of(overlay)));
        active.put(disk, overlay);
    }

    void put(Layer layer) {
        layers.put(layer.path(), layer);
    }

    void remove(Path path) {
        layers.remove(path);
    }

    /// Moves every name of `from` to `to`, after the two were merged.
    void rename(Path from, Path to) {
        heads.values().forEach(paths -> swap(paths, from, to));
        active.replaceAll((_, path) -> path.equals(from) ? to : path);
        frozen.values()
                .forEach(disks -> disks.replaceAll((_, path) -> path.equals(from) ? to : path));
        overlays.values().forEach(disks -> disks.values().forEach(paths -> swap(paths, from, to)));
    }

    private static void swap(Set<Path> paths, Path from, Path to) {
        if (paths.remove(from)) {
            paths.add(to);
        }
    }

    /// {@return the snapshots that name the image for the disk, as frozen layer or as overlay}
    List<SnapshotName> naming(DiskTarget disk, Path image) {
        return snapshots.keySet().stream()
                .filter(name ->
                        frozenLayer(name, disk).equals(Optional.of(image))
                                || overlays.getOrDefault(name, Map.of())
                                        .getOrDefault(disk, Set.of())
                                        .contains(image))
                .toList();
    }

    /// {@return whether the definition for the next start names the image for the disk}
    boolean defined(DiskTarget disk, Path image) {
        return heads.getOrDefault(disk, Set.of()).contains(image);
    }

    /// {@return the snapshots whose frozen layers lie on `path`, with no other snapshot between}
    List<SnapshotName> nearestAbove(Path path) {
        return snapshots.keySet().stream()
                .filter(name ->
                        frozen.getOrDefault(name, Map.of()).values().stream()
                                .anyMatch(layer -> restsOn(layer, path)))
                .toList();
    }

    private boolean restsOn(Path layer, Path path) {
        var at = layer(layer).flatMap(Layer::below);
        var seen = new HashSet<Path>();
        while (at.isPresent() && seen.add(at.get())) {
            if (at.get().equals(path)) {
                return true;
            }
            var here = at.get();
            if (frozen.values().stream().anyMatch(disks -> disks.containsValue(here))) {
                return false;
            }
            at = layer(here).flatMap(Layer::below);
        }
        return false;
    }
}
