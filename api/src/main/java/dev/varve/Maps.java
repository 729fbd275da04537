package dev.varve;

import dev.varve.core.map.MapNode;
import dev.varve.core.map.MapTree;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.host.DomainDocuments;
import dev.varve.state.SnapshotMap;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Maps of snapshots, in the library's words.
final class Maps {
    private Maps() {}

    static SnapshotMap of(HostState state, DomainRef domain) {
        var map = dev.varve.core.map.SnapshotMap.of(state, Views.domain(state, domain));
        return new SnapshotMap(
                domain.name(), nodes(map.trees()), map.layers(), map.bytes(), map.virtualBytes());
    }

    private static List<SnapshotMap.Node> nodes(List<MapTree> trees) {
        return trees.stream()
                .map(tree ->
                        new SnapshotMap.Node(
                                thing(tree.node()),
                                tree.bytes(),
                                tree.current(),
                                nodes(tree.next())))
                .toList();
    }

    private static SnapshotMap.Thing thing(MapNode node) {
        return switch (node) {
            case MapNode.Taken(var snapshot, var disks) -> taken(snapshot, disks);
            case MapNode.Now(var state, var disks) ->
                    new SnapshotMap.Now(
                            state,
                            disks.stream()
                                    .map(disk ->
                                            new SnapshotMap.OwnDisk(
                                                    disk.target().name(), disk.bytes()))
                                    .toList());
            case MapNode.Branch(int layers, boolean base) -> new SnapshotMap.Branch(layers, base);
            case MapNode.Other(var name, boolean domain) -> new SnapshotMap.Other(name, domain);
        };
    }

    private static SnapshotMap.Taken taken(Snapshot snapshot, List<DiskTarget> disks) {
        return new SnapshotMap.Taken(
                snapshot.name().value(),
                Optional.of(snapshot.creationTime())
                        .filter(seconds -> seconds > 0)
                        .map(Instant::ofEpochSecond),
                snapshot.description(),
                snapshot.internal() && !snapshot.external(),
                !(snapshot.memory() instanceof Memory.None),
                DomainDocuments.notes(snapshot.annotations()),
                disks.stream().map(DiskTarget::name).toList());
    }
}
