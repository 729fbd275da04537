package dev.varve.core.plan.layers;

import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The notes of unnamed branch layers in the snapshots that remain.
///
/// What a disk writes is never noted: detached, it would be all that there is of the disk.
///
/// @param layers the branch layers that stay
public record BranchNotes(Forest forest, Set<Path> layers) {
    public BranchNotes {
        layers = layers.stream().filter(layer -> !forest.head(layer)).collect(Collectors.toSet());
    }

    /// {@return the steps that let no snapshot note one of these images}
    public static List<Step> forget(Collection<Snapshot> snapshots, Set<Path> images) {
        var notes = new ArrayList<Step>();
        for (var snapshot : snapshots) {
            var after = new TreeSet<>(snapshot.branchLayers());
            if (after.removeAll(images)) {
                notes.add(note(snapshot, after));
            }
        }
        return notes;
    }

    private static Step note(Snapshot snapshot, Set<Path> layers) {
        return new SnapshotStep.Annotate(
                snapshot.name(),
                snapshot.annotations().withBranchLayers(layers),
                snapshot.annotations());
    }

    /// {@return the steps that let the remaining snapshots note these layers, and no others}
    ///
    /// Those above a layer do. One that only the present state lies on, or another domain, is noted by
    /// whichever snapshot is left.
    List<Step> steps() {
        var notes = new ArrayList<Step>();
        var below = new HashMap<SnapshotName, Set<Path>>();
        var unheard = unheard(below);
        var keeper = forest.snapshots().stream().filter(Snapshot::restorable).findFirst();
        for (var snapshot : forest.snapshots()) {
            var before = snapshot.branchLayers();
            var after = new TreeSet<>(below.getOrDefault(snapshot.name(), Set.of()));
            before.stream().filter(layers::contains).forEach(after::add);
            if (keeper.equals(Optional.of(snapshot))) {
                after.addAll(unheard);
            }
            if (!after.equals(new TreeSet<>(before))) {
                notes.add(note(snapshot, after));
            }
        }
        return notes;
    }

    /// {@return the layers that no snapshot notes}
    ///
    /// @param below gets what each snapshot is directly above of
    private Set<Path> unheard(Map<SnapshotName, Set<Path>> below) {
        var unheard = new TreeSet<>(layers);
        forest.snapshots().forEach(snapshot -> unheard.removeAll(snapshot.branchLayers()));
        for (var layer : layers) {
            for (var name : forest.nearestAbove(layer)) {
                below.computeIfAbsent(name, _ -> new TreeSet<>()).add(layer);
                unheard.remove(layer);
            }
        }
        return unheard;
    }
}
