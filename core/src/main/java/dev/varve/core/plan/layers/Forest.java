package dev.varve.core.plan.layers;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The layers of one domain as a plan changes them, step by step, before anything is done.
///
/// Layers that the domain doesn't reach, from its heads or its snapshots, belong to somebody else;
/// whatever those reach must stay as it is.
public final class Forest {
    private final Map<Path, Layer> layers = new HashMap<>();
    private final Map<Path, Map<Path, Layer>> overlays = new HashMap<>();
    private final Set<Path> foreign;
    private final OtherUsers others;
    private final Map<DiskTarget, Set<Path>> heads = new TreeMap<>();

    /// What the definition says of the layers below the heads.
    private final Map<DiskTarget, Set<Path>> stated = new TreeMap<>();

    private final Map<DiskTarget, Path> active = new TreeMap<>();
    private final Map<SnapshotName, Snapshot> snapshots = new TreeMap<>();
    private final SnapshotImages images = new SnapshotImages();
    private final LayerDisks disks;

    /// What the chains of the present moment say; empty once they have changed.
    private final Map<Path, Optional<String>> obstacles = new HashMap<>();

    /// The heads and all below; empty once they have changed.
    private final Set<Path> headChains = new HashSet<>();

    /// What a guest has open, with its disk; empty once that has changed.
    private final Map<Path, DiskTarget> activeChains = new HashMap<>();

    /// The layers as they are.
    public Forest(HostState state, Domain domain) {
        state.layers().values().forEach(this::put);
        for (var disk : domain.allDisks().toList()) {
            disk.source().image().ifPresent(path -> headsOf(disk.target()).add(path));
            stated.computeIfAbsent(disk.target(), _ -> new TreeSet<>()).addAll(disk.stated());
        }
        for (var disk : domain.disks()) {
            disk.source().image().ifPresent(path -> active.put(disk.target(), path));
        }
        domain.snapshots().forEach(this::add);
        this.others = new OtherUsers(state, domain);
        this.foreign = foreign();
        this.disks = new LayerDisks(this, new SharedLayers(state, domain));
    }

    private Set<Path> headsOf(DiskTarget target) {
        return heads.computeIfAbsent(target, _ -> new TreeSet<>());
    }

    private void add(Snapshot snapshot) {
        snapshots.put(snapshot.name(), snapshot);
        images.add(snapshot);
    }

    private Set<Path> foreign() {
        var own = closure(ownRoots());
        var roots = new HashSet<>(others.images());
        layers.keySet().stream().filter(path -> !own.contains(path)).forEach(roots::add);
        return closure(roots);
    }

    /// A branch layer that was left for somebody else is the domain's still once that one is gone.
    private Set<Path> ownRoots() {
        var roots = new HashSet<>(images.all());
        snapshots.values().forEach(snapshot -> roots.addAll(snapshot.branchLayers()));
        heads.values().forEach(roots::addAll);
        return roots;
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

    /// {@return the layers directly on `path`, in order of their paths}
    public List<Layer> overlays(Path path) {
        return List.copyOf(overlays.getOrDefault(path, Map.of()).values());
    }

    /// {@return whether the layer is written by the domain, now or after its next start}
    public boolean head(Path path) {
        return heads.values().stream().anyMatch(paths -> paths.contains(path));
    }

    /// {@return whether a guest that runs now writes the layer}
    public boolean active(Path path) {
        return active.containsValue(path);
    }

    /// {@return whether a guest that runs now reads or writes the layer}
    public boolean inActiveChain(Path path) {
        return activeDisk(path).isPresent();
    }

    /// {@return the disk by which a guest that runs now reads or writes the layer}
    Optional<DiskTarget> activeDisk(Path path) {
        if (activeChains.isEmpty()) {
            active.forEach((disk, head) ->
                    closure(List.of(head)).forEach(layer -> activeChains.putIfAbsent(layer, disk)));
        }
        return Optional.ofNullable(activeChains.get(path)).filter(_ -> layers.containsKey(path));
    }

    /// {@return why what the layer's chain holds can't be moved while no QEMU runs on it, in a few words:
    /// the uppermost such layer}
    Optional<String> obstacle(Path top) {
        var passed = new LinkedHashMap<Path, Layer>();
        var at = layer(top);
        while (at.isPresent()
                && !obstacles.containsKey(at.get().path())
                && passed.putIfAbsent(at.get().path(), at.get()) == null) {
            at = at.get().below().flatMap(this::layer);
        }
        if (at.filter(again -> passed.containsKey(again.path())).isPresent()) {
            // Backing files go round in a circle: each lies on all of them.
            return passed.values().stream().flatMap(layer -> own(layer).stream()).findFirst();
        }
        var found = at.flatMap(known -> obstacles.getOrDefault(known.path(), Optional.empty()));
        for (var layer : List.copyOf(passed.values()).reversed()) {
            var own = own(layer);
            found = own.isPresent() ? own : found;
            obstacles.put(layer.path(), found);
        }
        return found;
    }

    private static Optional<String> own(Layer layer) {
        return layer.obstacle().map(why -> layer.path() + ": " + why);
    }

    /// {@return whether another domain, or an image that isn't the domain's, needs the layer}
    public boolean foreign(Path path) {
        return foreign.contains(path);
    }

    /// {@return who needs the layer that is not this domain, in a few words each; empty if nobody does}
    public List<String> neededElsewhere(Path path) {
        return foreign(path) ? others.needing(above(path)) : List.of();
    }

    /// {@return the domains that have it as a disk that they write, of those that aren't this one}
    public List<DomainRef> writers(Path image) {
        return others.writing(image);
    }

    /// {@return the image and all that lies on it, directly or not}
    private Set<Path> above(Path path) {
        var found = new HashSet<>(Set.of(path));
        var next = new ArrayDeque<>(found);
        while (!next.isEmpty()) {
            for (var overlay : overlays.getOrDefault(next.pop(), Map.of()).keySet()) {
                if (found.add(overlay)) {
                    next.push(overlay);
                }
            }
        }
        return found;
    }

    /// {@return whether the layer must stay as it is, besides what its own overlays need}
    boolean pinned(Path path) {
        return head(path) || foreign(path) || frozen(path);
    }

    /// {@return whether an external snapshot froze the layer}
    public boolean frozen(Path path) {
        return images.frozen(path);
    }

    /// {@return the snapshots that left out a disk which lies on the image: it must stay for them, whatever
    /// it holds}
    List<SnapshotName> excluding(Path path) {
        return images.excluding(path);
    }

    /// {@return whether a snapshot has a disk on the layer, or notes it as a branch layer}
    public boolean named(Path path) {
        return images.kept(path) || noted(path);
    }

    /// {@return of which disk layers are}
    public LayerDisks disks() {
        return disks;
    }

    /// {@return what the domain writes, now or after its next start}
    Stream<Path> heads() {
        return heads.values().stream().flatMap(Set::stream);
    }

    /// {@return whether it is a head, or lies below one}
    boolean inHeadChain(Path path) {
        if (headChains.isEmpty()) {
            headChains.addAll(closure(heads().toList()));
        }
        return headChains.contains(path);
    }

    /// {@return whether a snapshot has put the image on another, or a revert to it}
    boolean made(Path image) {
        return images.made(image);
    }

    /// {@return whether a snapshot froze the layer, or lies in it, or notes it}
    ///
    /// @param known whether it is a layer of which a snapshot did before the plan
    boolean isKnown(Path layer, Predicate<Path> known) {
        return known.test(layer) || !images.at(layer).isEmpty() || noted(layer);
    }

    /// {@return whether a snapshot notes it as a branch layer}
    public boolean noted(Path layer) {
        return snapshots.values().stream()
                .anyMatch(snapshot -> snapshot.branchLayers().contains(layer));
    }

    /// Lets the snapshot be held in the image no more.
    public void forgetHolder(SnapshotName name, Path image) {
        images.forgetHolder(name, image);
    }

    /// {@return whether the image is there, and nobody names it or lies on it}
    public boolean loose(Path path) {
        return layers.containsKey(path)
                && overlays(path).isEmpty()
                && !head(path)
                && !images.kept(path)
                && !others.name(path);
    }

    public void forget(SnapshotName name) {
        snapshots.remove(name);
        images.forget(name);
    }

    /// Lets the domain use other heads, as a revert does.
    public void place(DiskTarget disk, Path overlay) {
        stated.remove(disk);
        heads.put(disk, new TreeSet<>(Set.of(overlay)));
        active.put(disk, overlay);
        chainsChange();
    }

    /// Lets the domain have no disk of that target any more.
    public void leave(DiskTarget disk) {
        stated.remove(disk);
        heads.remove(disk);
        active.remove(disk);
        chainsChange();
    }

    public void put(Layer layer) {
        remove(layer.path());
        layers.put(layer.path(), layer);
        layer.below()
                .ifPresent(below ->
                        overlays.computeIfAbsent(below, _ -> new TreeMap<>())
                                .put(layer.path(), layer));
    }

    void remove(Path path) {
        layer(path).flatMap(Layer::below).map(overlays::get).ifPresent(on -> on.remove(path));
        layers.remove(path);
        chainsChange();
    }

    private void chainsChange() {
        obstacles.clear();
        activeChains.clear();
        headChains.clear();
    }

    /// Moves every name of `from` to `to`, after the two were merged.
    void rename(Path from, Path to) {
        heads.values().forEach(paths -> swap(paths, from, to));
        active.replaceAll((_, path) -> path.equals(from) ? to : path);
        images.rename(from, to);
        chainsChange();
    }

    static void swap(Set<Path> paths, Path from, Path to) {
        if (paths.remove(from)) {
            paths.add(to);
        }
    }

    /// {@return the snapshots that name the image as whatever, with the disks that they name it for}
    public Map<SnapshotName, Set<DiskTarget>> naming(Path image) {
        return images.targets(image);
    }

    /// {@return the snapshots that state the image to lie below `top`, with the disks that they state it for}
    public Map<SnapshotName, Set<DiskTarget>> stating(Path image, Path top) {
        var found = new TreeMap<SnapshotName, Set<DiskTarget>>();
        for (var snapshot : snapshots.values()) {
            snapshot.domainDisks().stream()
                    .filter(disk -> disk.stated().contains(image) && disk.names(top))
                    .forEach(disk ->
                            found.computeIfAbsent(snapshot.name(), _ -> new TreeSet<>())
                                    .add(disk.target()));
        }
        return found;
    }

    /// {@return the disks for which the definition for the next start names the image, as active layer or below}
    public List<DiskTarget> defined(Path image) {
        return Stream.concat(heads.entrySet().stream(), stated.entrySet().stream())
                .filter(disk -> disk.getValue().contains(image))
                .map(Map.Entry::getKey)
                .distinct()
                .toList();
    }

    /// {@return the snapshots whose layers lie on `path`, with no other snapshot between}
    Set<SnapshotName> nearestAbove(Path path) {
        var found = new TreeSet<SnapshotName>();
        var passed = new HashSet<Path>();
        var next = new ArrayDeque<>(List.of(path));
        while (!next.isEmpty()) {
            for (var overlay : overlays(next.pop())) {
                var names = images.at(overlay.path());
                found.addAll(names);
                if (names.isEmpty() && passed.add(overlay.path())) {
                    next.push(overlay.path());
                }
            }
        }
        return found;
    }
}
