package dev.varve.core.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The snapshots of a host as the headers of their overlays prove them, where the metadata says something else.
///
/// When libvirt 9.0 forgets a snapshot (`virsh snapshot-delete --metadata`), it lets the snapshots above name the layer that
/// the forgotten one froze, as if a commit had been made (`qemuSnapshotDiscardImpl`). What they froze is the layer
/// that their overlays lie on: if it lies on the named one itself, no merge can have been the reason.
record ProvenSnapshots(HostState state) {
    /// {@return the host with the snapshots that its headers prove}
    static HostState of(HostState state) {
        var proven = new ProvenSnapshots(state);
        var domains = state.domains().stream().map(proven::domain).toList();
        return domains.equals(state.domains()) ? state : state.with(domains);
    }

    private Domain domain(Domain domain) {
        var snapshots = domain.snapshots().stream().map(this::snapshot).toList();
        return snapshots.equals(domain.snapshots()) ? domain : domain.with(snapshots);
    }

    private Snapshot snapshot(Snapshot snapshot) {
        var proven = new TreeMap<DiskTarget, Source>();
        snapshot.frozenLayers()
                .forEach((disk, named) ->
                        frozen(snapshot, disk, named)
                                .ifPresent(layer -> proven.put(disk, source(layer))));
        return proven.isEmpty() ? snapshot : snapshot.freezing(proven);
    }

    private static Source source(Layer layer) {
        return layer.block()
                ? new Source.Block(layer.path(), layer.format())
                : new Source.File(layer.path(), layer.format());
    }

    private Optional<Layer> frozen(Snapshot snapshot, DiskTarget disk, Path named) {
        var bases =
                overlays(snapshot, disk)
                        .flatMap(overlay -> state.layer(overlay).stream())
                        .flatMap(overlay -> overlay.below().stream())
                        .collect(Collectors.toSet());
        return bases.size() == 1 && !bases.contains(named)
                ? bases.stream()
                        .flatMap(base -> state.layer(base).stream())
                        .filter(base -> liesOn(base, named) && !isWritten(base.path()))
                        .findFirst()
                : Optional.empty();
    }

    private static Stream<Path> overlays(Snapshot snapshot, DiskTarget disk) {
        return Stream.of(snapshot.disks(), snapshot.revertDisks())
                .flatMap(List::stream)
                .filter(made -> made.target().equals(disk))
                .flatMap(made -> made.overlay().stream());
    }

    private boolean liesOn(Layer base, Path named) {
        return Layer.chain(base.path(), state::layer).stream()
                .skip(1)
                .anyMatch(layer -> layer.path().equals(named));
    }

    private boolean isWritten(Path image) {
        return state.domains().stream()
                .flatMap(Domain::allDisks)
                .anyMatch(disk -> disk.source().image().equals(Optional.of(image)));
    }
}
