package dev.varve.core.plan.doctor;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The layers that snapshots froze, against those that heads are and lie on: where somebody merged layers
/// by hand, the two differ.
///
/// @param left snapshots of which it is known what happened to them
record ChainComparison(HostState state, Domain domain, Set<SnapshotName> left) {
    List<Finding> findings() {
        var found = new ArrayList<Finding>();
        var writers = writers();
        for (var snapshot : domain.snapshots()) {
            if (!left.contains(snapshot.name())) {
                snapshot.frozenLayers()
                        .forEach((disk, frozen) ->
                                Optional.ofNullable(writers.get(frozen))
                                        .map(writer ->
                                                new Finding.Overwritten(
                                                        snapshot.name(), disk, frozen, writer))
                                        .ifPresent(found::add));
            }
        }
        ancestors()
                .forEach(snapshot ->
                        snapshot.frozenLayers()
                                .forEach((disk, frozen) ->
                                        bypassed(snapshot, disk, frozen).ifPresent(found::add)));
        return found;
    }

    /// {@return a disk that writes each image, the first if there are several}
    private Map<Path, String> writers() {
        var writers = new HashMap<Path, String>();
        for (var other : state.domains()) {
            other.allDisks()
                    .filter(disk -> !disk.readonly())
                    .forEach(disk ->
                            disk.source()
                                    .image()
                                    .ifPresent(image ->
                                            writers.computeIfAbsent(
                                                    image, _ -> written(disk, other))));
        }
        return writers;
    }

    private static String written(Disk disk, Domain by) {
        return "disk " + disk.target() + " of " + by.ref();
    }

    /// The current snapshot and those that it descends from.
    private List<Snapshot> ancestors() {
        var found = new ArrayList<Snapshot>();
        var at = domain.current().flatMap(domain::snapshot);
        while (at.isPresent() && !found.contains(at.get())) {
            found.add(at.get());
            at = at.get().parent().flatMap(domain::snapshot);
        }
        return found;
    }

    private Optional<Finding> bypassed(Snapshot snapshot, DiskTarget disk, Path frozen) {
        var chain = chain(disk);
        if (chain.isEmpty()
                || chain.contains(frozen)
                || state.layer(frozen).isEmpty()
                || chain.stream().anyMatch(this::endsEarly)) {
            return Optional.empty();
        }
        var below =
                Layer.chain(frozen, state::layer).stream()
                        .map(Layer::path)
                        .filter(chain::contains)
                        .findFirst();
        return Optional.of(
                new Finding.Bypassed(snapshot.name(), disk, frozen, below, froze(disk, below)));
    }

    /// Of a chain that can't be read to its end nobody knows where it goes.
    private boolean endsEarly(Path image) {
        return state.layer(image)
                .flatMap(Layer::below)
                .filter(below -> state.layer(below).isEmpty())
                .isPresent();
    }

    /// All layers that the disk lies on, now and at its next start.
    private Set<Path> chain(DiskTarget target) {
        var paths = new LinkedHashSet<Path>();
        domain.allDisks()
                .filter(disk -> disk.target().equals(target))
                .flatMap(disk -> disk.source().image().stream())
                .forEach(image ->
                        Layer.chain(image, state::layer).forEach(layer -> paths.add(layer.path())));
        return paths;
    }

    private List<SnapshotName> froze(DiskTarget disk, Optional<Path> layer) {
        return domain.snapshots().stream()
                .filter(snapshot ->
                        snapshot.mode(disk) == SnapshotMode.EXTERNAL
                                && layer.isPresent()
                                && snapshot.frozenLayer(disk).equals(layer))
                .map(Snapshot::name)
                .toList();
    }
}
