package dev.varve.core.map;

import dev.varve.core.map.MapKey.OfBranch;
import dev.varve.core.map.MapKey.OfNow;
import dev.varve.core.map.MapKey.OfOther;
import dev.varve.core.map.MapKey.OfSnapshot;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes the trees of a map. Whose parent each snapshot is, libvirt says; where several lie on an unnamed
/// layer, that comes between them and their parent.
final class MapGrowing {
    private final HostState state;
    private final Domain domain;
    private final MapStates states;
    private final Map<MapKey, Optional<MapKey>> parents = new LinkedHashMap<>();
    private final Map<MapKey, List<MapKey>> next = new HashMap<>();
    private final Set<MapKey> current = new HashSet<>();
    private final Map<MapKey, Long> ages = new HashMap<>();

    MapGrowing(HostState state, Domain domain, Set<Path> reached) {
        this.state = state;
        this.domain = domain;
        this.states = new MapStates(state, domain, reached);
    }

    List<MapTree> trees() {
        states.keys().forEach(key -> place(key, parent(key)));
        parents.forEach((key, parent) ->
                parent.ifPresent(p -> next.computeIfAbsent(p, _ -> new ArrayList<>()).add(key)));
        for (Optional<MapKey> at = Optional.of(new OfNow()); at.isPresent(); ) {
            current.add(at.get());
            at = parents.getOrDefault(at.get(), Optional.empty());
        }
        return ordered(
                parents.entrySet().stream()
                        .filter(entry -> entry.getValue().isEmpty())
                        .map(Map.Entry::getKey)
                        .toList());
    }

    private Optional<MapKey> parent(MapKey key) {
        return switch (key) {
            case OfSnapshot(var name) -> known(domain.snapshot(name).flatMap(Snapshot::parent));
            case OfNow _ -> known(domain.current());
            case OfOther _, OfBranch _ -> states.below(key);
        };
    }

    private Optional<MapKey> known(Optional<SnapshotName> name) {
        return name.filter(n -> domain.snapshot(n).isPresent()).map(OfSnapshot::new);
    }

    /// What the parent lies on as well comes before that one. Where two disagree about what a layer comes
    /// after, the first is right.
    private void place(MapKey key, Optional<MapKey> parent) {
        var known = Set.copyOf(parent.map(states::branches).orElse(List.of()));
        var at = parent;
        for (var branch : states.branches(key)) {
            if (!known.contains(branch) && parents.getOrDefault(branch, at).equals(at)) {
                parents.putIfAbsent(branch, at);
                at = Optional.of(branch);
            }
        }
        parents.put(key, at);
    }

    private List<MapTree> ordered(List<MapKey> keys) {
        return keys.stream()
                .sorted(
                        Comparator.comparing((MapKey key) -> !current.contains(key))
                                .thenComparingLong(this::age)
                                .thenComparing(MapKey::toString))
                .map(this::tree)
                .toList();
    }

    /// What has one node on it is no branch: it is that node's.
    private MapTree tree(MapKey key) {
        var following = ordered(next.getOrDefault(key, List.of()));
        long bytes = states.bytes(key);
        return key instanceof OfBranch && following.size() == 1
                ? following.getFirst().with(bytes)
                : new MapTree(node(key), bytes, current.contains(key), following);
    }

    /// Branches are as old as what follows them first; what is of now comes last.
    private long age(MapKey key) {
        var known = ages.get(key);
        if (known != null) {
            return known;
        }
        long age =
                switch (key) {
                    case OfSnapshot(var name) ->
                            domain.snapshot(name)
                                    .map(Snapshot::creationTime)
                                    .orElse(Long.MAX_VALUE);
                    case OfBranch _ ->
                            next.getOrDefault(key, List.of()).stream()
                                    .mapToLong(this::age)
                                    .min()
                                    .orElse(Long.MAX_VALUE);
                    case OfNow _, OfOther _ -> Long.MAX_VALUE;
                };
        ages.put(key, age);
        return age;
    }

    private MapNode node(MapKey key) {
        return switch (key) {
            case OfSnapshot(var name) -> taken(domain.snapshot(name).orElseThrow());
            case OfNow _ -> now();
            case OfOther(var name, var ofDomain) -> new MapNode.Other(name, ofDomain);
            case OfBranch(var layers) ->
                    new MapNode.Branch(
                            layers.size(), parents.getOrDefault(key, Optional.empty()).isEmpty());
        };
    }

    private MapNode taken(Snapshot snapshot) {
        var own = SnapshotMap.ownDisks(domain).map(disk -> disk.target()).toList();
        var has =
                snapshot.disks().stream()
                        .filter(disk -> disk.mode() != SnapshotMode.NO)
                        .map(disk -> disk.target())
                        .toList();
        return new MapNode.Taken(snapshot, has.containsAll(own) ? List.<DiskTarget>of() : has);
    }

    private MapNode now() {
        return new MapNode.Now(
                words(domain.state()),
                SnapshotMap.ownDisks(domain)
                        .map(disk ->
                                new MapNode.OwnDisk(
                                        disk.target(),
                                        disk.source()
                                                .image()
                                                .flatMap(state::layer)
                                                .map(Layer::dataBytes)
                                                .orElse(0L)))
                        .toList());
    }

    private static String words(RunState state) {
        return switch (state) {
            case RUNNING -> "running";
            case PAUSED -> "paused";
            case SHUTOFF -> "shut off";
            case PMSUSPENDED -> "pmsuspended";
        };
    }
}
