package dev.varve.core.plan;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
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
public final class Forest {
    /// Of many clones a message names the first.
    private static final int NAMED_MAX = 3;

    private final Map<Path, Layer> layers;
    private final Set<Path> foreign;
    private final Map<Path, Set<String>> dependants;
    private final List<Domain> others;
    private final Map<DiskTarget, Set<Path>> heads = new TreeMap<>();

    /// What the definition says of the layers below the heads.
    private final Map<DiskTarget, Set<Path>> stated = new TreeMap<>();

    private final Map<DiskTarget, Path> active = new TreeMap<>();
    private final Map<SnapshotName, Snapshot> snapshots = new TreeMap<>();
    private final Map<SnapshotName, Map<DiskTarget, Path>> frozen = new HashMap<>();

    /// The images that hold internal snapshots: their contents may change, they themselves must stay.
    private final Map<SnapshotName, Map<DiskTarget, Path>> holders = new HashMap<>();

    private final Map<SnapshotName, Map<DiskTarget, Set<Path>>> overlays = new HashMap<>();

    /// The layers as they are.
    public Forest(HostState state, Domain domain) {
        this.layers = new HashMap<>(state.layers());
        for (var disk : domain.allDisks().toList()) {
            disk.source().image().ifPresent(path -> headsOf(disk.target()).add(path));
            stated.computeIfAbsent(disk.target(), _ -> new TreeSet<>()).addAll(disk.stated());
        }
        for (var disk : domain.disks()) {
            disk.source().image().ifPresent(path -> active.put(disk.target(), path));
        }
        domain.snapshots().forEach(this::add);
        this.dependants = state.dependants();
        this.others =
                state.domains().stream()
                        .filter(other -> !other.ref().uuid().equals(domain.ref().uuid()))
                        .toList();
        this.foreign = foreign();
    }

    private Set<Path> headsOf(DiskTarget target) {
        return heads.computeIfAbsent(target, _ -> new TreeSet<>());
    }

    private void add(Snapshot snapshot) {
        snapshots.put(snapshot.name(), snapshot);
        frozen.put(snapshot.name(), new TreeMap<>(snapshot.frozenLayers()));
        holders.put(snapshot.name(), new TreeMap<>(snapshot.holders()));
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

    private Set<Path> foreign() {
        var own = closure(ownRoots());
        var roots = new HashSet<Path>();
        others.forEach(other -> roots.addAll(images(other)));
        layers.keySet().stream().filter(path -> !own.contains(path)).forEach(roots::add);
        roots.addAll(dependants.keySet());
        return closure(roots);
    }

    private Set<Path> ownRoots() {
        var roots = new HashSet<Path>();
        heads.values().forEach(roots::addAll);
        frozen.values().forEach(disks -> roots.addAll(disks.values()));
        holders.values().forEach(disks -> roots.addAll(disks.values()));
        overlays.values().forEach(disks -> disks.values().forEach(roots::addAll));
        return roots;
    }

    private static Set<Path> images(Domain other) {
        var images = new HashSet<Path>();
        var disks = new ArrayList<>(other.allDisks().toList());
        other.snapshots().forEach(snapshot -> disks.addAll(snapshot.domainDisks()));
        for (var disk : disks) {
            disk.source().image().ifPresent(images::add);
            images.addAll(disk.stated());
        }
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
    public List<Layer> chain(Path top) {
        return Layer.chain(top, this::layer);
    }

    /// {@return the image's layer}
    public Optional<Layer> layer(Path path) {
        return Optional.ofNullable(layers.get(path));
    }

    Collection<Snapshot> snapshots() {
        return snapshots.values();
    }

    /// {@return the layer that was active when the snapshot was taken: the one that it froze, or the
    /// image that holds it}
    private Optional<Path> layerOf(SnapshotName name, DiskTarget disk) {
        return Optional.ofNullable(frozen.getOrDefault(name, Map.of()).get(disk))
                .or(() -> Optional.ofNullable(holders.getOrDefault(name, Map.of()).get(disk)));
    }

    private Stream<Path> layersOf(SnapshotName name) {
        return Stream.concat(
                frozen.getOrDefault(name, Map.of()).values().stream(),
                holders.getOrDefault(name, Map.of()).values().stream());
    }

    /// {@return the layers directly on `path`, in order of their paths}
    public List<Layer> overlays(Path path) {
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
    public boolean active(Path path) {
        return active.containsValue(path);
    }

    /// {@return whether a guest that runs now reads or writes the layer}
    public boolean inActiveChain(Path path) {
        return active.values().stream()
                .anyMatch(head -> chain(head).stream().anyMatch(at -> at.path().equals(path)));
    }

    /// {@return whether another domain, or an image that isn't the domain's, needs the layer}
    public boolean foreign(Path path) {
        return foreign.contains(path);
    }

    /// {@return who needs the layer that is not this domain, in a few words each; empty if nobody does}
    public List<String> neededElsewhere(Path path) {
        var needed = new ArrayList<>(dependants(path));
        var domains = strangers(path);
        domains.stream().limit(NAMED_MAX).map(other -> "domain " + other).forEach(needed::add);
        if (domains.size() > NAMED_MAX) {
            needed.add((domains.size() - NAMED_MAX) + " other domains");
        }
        if (needed.isEmpty() && foreign(path)) {
            needed.add("images that are not this domain's");
        }
        return needed;
    }

    private List<DomainRef> strangers(Path path) {
        return others.stream()
                .filter(other -> closure(images(other)).contains(path))
                .map(Domain::ref)
                .toList();
    }

    /// {@return who needs the layer that is no domain, no snapshot and no layer, in a few words each}
    private List<String> dependants(Path path) {
        return dependants.keySet().stream()
                .filter(needed -> closure(Set.of(needed)).contains(path))
                .flatMap(needed -> dependants.getOrDefault(needed, Set.of()).stream())
                .distinct()
                .sorted()
                .toList();
    }

    /// {@return whether the layer must stay as it is, besides what its own overlays need}
    boolean pinned(Path path) {
        return head(path) || foreign(path) || frozen(path);
    }

    /// {@return whether an external snapshot froze the layer}
    boolean frozen(Path path) {
        return frozen.values().stream().anyMatch(disks -> disks.containsValue(path));
    }

    void forget(SnapshotName name) {
        snapshots.remove(name);
        frozen.remove(name);
        holders.remove(name);
        overlays.remove(name);
    }

    /// Lets the domain use other heads, as a revert does.
    void place(DiskTarget disk, Path overlay) {
        stated.remove(disk);
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
        frozen.values().forEach(disks -> swap(disks, from, to));
        holders.values().forEach(disks -> swap(disks, from, to));
        overlays.values().forEach(disks -> disks.values().forEach(paths -> swap(paths, from, to)));
    }

    private static void swap(Map<DiskTarget, Path> disks, Path from, Path to) {
        disks.replaceAll((_, path) -> path.equals(from) ? to : path);
    }

    private static void swap(Set<Path> paths, Path from, Path to) {
        if (paths.remove(from)) {
            paths.add(to);
        }
    }

    /// {@return the snapshots that name the image for the disk, as frozen layer or as overlay}
    public List<SnapshotName> naming(DiskTarget disk, Path image) {
        return snapshots.keySet().stream()
                .filter(name ->
                        layerOf(name, disk).equals(Optional.of(image))
                                || overlays.getOrDefault(name, Map.of())
                                        .getOrDefault(disk, Set.of())
                                        .contains(image))
                .toList();
    }

    /// {@return whether the definition for the next start names the image for the disk}
    public boolean defined(DiskTarget disk, Path image) {
        return heads.getOrDefault(disk, Set.of()).contains(image)
                || stated.getOrDefault(disk, Set.of()).contains(image);
    }

    /// {@return the snapshots whose layers lie on `path`, with no other snapshot between}
    List<SnapshotName> nearestAbove(Path path) {
        return snapshots.keySet().stream()
                .filter(name -> layersOf(name).anyMatch(layer -> restsOn(layer, path)))
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
            if (snapshots.keySet().stream()
                    .anyMatch(name -> layersOf(name).anyMatch(here::equals))) {
                return false;
            }
            at = layer(here).flatMap(Layer::below);
        }
        return false;
    }
}
