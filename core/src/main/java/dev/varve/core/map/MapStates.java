package dev.varve.core.map;

import dev.varve.core.map.MapKey.OfNow;
import dev.varve.core.map.MapKey.OfOther;
import dev.varve.core.map.MapKey.OfSnapshot;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Overlays;
import dev.varve.core.model.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Which layers each state of a domain begins at, whose each layer is, and what each state lies on.
///
/// A layer is the snapshot's that froze it, or the present state's that writes it. One that only holds
/// internal snapshots is the first one's.
final class MapStates {
    private final HostState state;
    private final Domain domain;
    private final Map<MapKey, Set<Path>> tops = new LinkedHashMap<>();
    private final Map<Path, MapKey> owners = new HashMap<>();
    private final Map<MapKey, Set<Path>> passed = new LinkedHashMap<>();
    private final Map<Path, Set<MapKey>> passers = new LinkedHashMap<>();
    private final Map<Path, MapKey.OfBranch> branches = new HashMap<>();

    /// @param reached the images that the domain and its snapshots reach
    MapStates(HostState state, Domain domain, Set<Path> reached) {
        this.state = state;
        this.domain = domain;
        domain.snapshots().forEach(this::addSnapshot);
        SnapshotMap.ownDisks(domain)
                .flatMap(disk -> disk.source().image().stream())
                .forEach(head -> add(new OfNow(), head, true));
        tops.putIfAbsent(new OfNow(), Set.of());
        domain.snapshots().forEach(s -> s.holders().values().forEach(i -> add(key(s), i, true)));
        state.domains().stream()
                .sorted(Comparator.comparing(other -> other.ref().name()))
                .forEach(other -> addOthers(other, reached));
        addStrays(reached);
        tops.forEach(this::pass);
        findBranches();
    }

    static MapKey key(Snapshot snapshot) {
        return new OfSnapshot(snapshot.name());
    }

    private void addSnapshot(Snapshot snapshot) {
        tops.put(key(snapshot), new LinkedHashSet<>());
        snapshot.frozenLayers().values().forEach(layer -> add(key(snapshot), layer, true));
    }

    private void add(MapKey key, Path top, boolean owns) {
        tops.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(top);
        if (owns) {
            owners.putIfAbsent(top, key);
        }
    }

    private void addOthers(Domain other, Set<Path> reached) {
        if (!other.ref().uuid().equals(domain.ref().uuid())) {
            var key = new OfOther(other.ref().name(), true);
            other.allDisks()
                    .flatMap(disk -> disk.source().image().stream())
                    .filter(head -> chain(head).anyMatch(reached::contains))
                    .forEach(head -> add(key, head, !reached.contains(head)));
        }
    }

    private void addStrays(Set<Path> reached) {
        var known = new HashSet<>(reached);
        state.domains().stream().flatMap(MapStates::named).flatMap(this::chain).forEach(known::add);
        var overlays = new Overlays(state.layers().values());
        reached.stream()
                .flatMap(image -> overlays.on(image).stream())
                .map(Layer::path)
                .filter(overlay -> !known.contains(overlay))
                .forEach(overlay -> add(stray(overlay), overlay, true));
    }

    private static MapKey stray(Path overlay) {
        return new OfOther(String.valueOf(overlay.getFileName()), false);
    }

    private static Stream<Path> named(Domain domain) {
        return Stream.of(
                        domain.allDisks(),
                        domain.snapshots().stream().flatMap(s -> s.domainDisks().stream()))
                .flatMap(disks -> disks)
                .flatMap(disk -> disk.source().image().stream());
    }

    private Stream<Path> chain(Path image) {
        return Layer.chain(image, state::layer).stream().map(Layer::path);
    }

    /// Down to the next layer that is somebody's.
    private void pass(MapKey key, Set<Path> images) {
        var below = new LinkedHashSet<Path>();
        for (var image : images) {
            chain(image).skip(1).takeWhile(layer -> !owners.containsKey(layer)).forEach(below::add);
        }
        passed.put(key, below);
        below.forEach(layer -> passers.computeIfAbsent(layer, _ -> new LinkedHashSet<>()).add(key));
    }

    /// {@return all states, parents before their children, the present one after the snapshots}
    Set<MapKey> keys() {
        return tops.keySet();
    }

    /// {@return who owns the nearest layer below the state's, for a state without a parent of its own}
    Optional<MapKey> below(MapKey key) {
        return tops.getOrDefault(key, Set.of()).stream()
                .flatMap(top -> chain(top).filter(image -> !key.equals(owners.get(image))))
                .flatMap(image -> Optional.ofNullable(owners.get(image)).stream())
                .findFirst();
    }

    /// {@return the unnamed layers that several states lie on, this one among them, by who those are; what
    /// most lie on is first}
    List<MapKey> branches(MapKey key) {
        // There is one of each, and to compare two is to compare all their layers.
        var each = Collections.newSetFromMap(new IdentityHashMap<MapKey.OfBranch, Boolean>());
        return passed.getOrDefault(key, Set.of()).stream()
                .filter(layer -> who(layer).size() > 1)
                .flatMap(layer -> Optional.ofNullable(branches.get(layer)).stream())
                .filter(each::add)
                .sorted(
                        Comparator.comparingInt((MapKey.OfBranch branch) -> -who(branch))
                                .thenComparing(MapKey::toString))
                .map(MapKey.class::cast)
                .toList();
    }

    private void findBranches() {
        var together = new LinkedHashMap<Set<MapKey>, List<Path>>();
        passers.forEach(
                (layer, who) -> together.computeIfAbsent(who, _ -> new ArrayList<>()).add(layer));
        for (var layers : together.values()) {
            var branch = new MapKey.OfBranch(layers);
            layers.forEach(layer -> branches.put(layer, branch));
        }
    }

    private Set<MapKey> who(Path layer) {
        return passers.getOrDefault(layer, Set.of());
    }

    private int who(MapKey.OfBranch branch) {
        return who(branch.layers().getFirst()).size();
    }

    /// {@return how much data the node's layers hold: its own, and those below that are nobody else's}
    long bytes(MapKey key) {
        var layers =
                switch (key) {
                    case MapKey.OfBranch branch -> branch.layers().stream();
                    case OfSnapshot _, OfNow _, OfOther _ -> own(key);
                };
        return layers.flatMap(image -> state.layer(image).stream())
                .mapToLong(Layer::dataBytes)
                .sum();
    }

    private Stream<Path> own(MapKey key) {
        return Stream.concat(
                tops.getOrDefault(key, Set.of()).stream()
                        .filter(image -> key.equals(owners.get(image))),
                passed.getOrDefault(key, Set.of()).stream()
                        .filter(image -> who(image).size() == 1));
    }
}
