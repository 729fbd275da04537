package dev.varve.core.operation;

import dev.varve.core.model.Domain;
import dev.varve.core.model.Snapshot;
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.Step;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What stays though a plan would have merged or removed it: since the plan was made somebody has begun to need
/// it. That costs room and nothing else, so the operation goes on without, and ends.
final class KeptLayers {
    private final Plan plan;
    private final Map<Integer, JournalEntry.Kept> steps = new HashMap<>();

    KeptLayers(Plan plan, Map<Integer, JournalEntry.Kept> steps) {
        this.plan = plan;
        this.steps.putAll(steps);
    }

    void add(JournalEntry.Kept kept) {
        steps.put(kept.step(), kept);
    }

    Collection<JournalEntry.Kept> all() {
        return steps.values();
    }

    /// {@return the layer that isn't what a step takes it for, since an earlier commit was left out}
    Optional<Path> changed(Step step) {
        var layers = new HashSet<Path>();
        steps.values().stream()
                .filter(kept -> plan.steps().get(kept.step()).plain() instanceof Step.Commit)
                .forEach(kept -> layers.addAll(kept.layers()));
        return about(step.plain()).stream().filter(layers::contains).findFirst();
    }

    /// Whatever follows a merge for the sake of it is about a layer that was to go.
    private static Set<Path> about(Step step) {
        var images = new TreeSet<Path>();
        switch (step) {
            case Step.Commit s -> {
                images.add(s.top());
                images.add(s.base());
            }
            case Step.Pull s -> {
                images.add(s.top());
                images.add(s.upper());
                images.add(s.base());
            }
            case Step.RepointOverlay s -> images.add(s.from());
            case Step.RepointSnapshot s -> s.moves().forEach(move -> images.add(move.from()));
            case Step.RepointDomain s -> s.moves().forEach(move -> images.add(move.from()));
            case Step.RemoveImage s -> images.add(s.image());
            default -> {}
        }
        return images;
    }

    /// {@return the step that notes the layers in a snapshot of the domain, so that a later delete merges or
    /// removes what nobody needs by then; empty where no snapshot is left to note them in, or all are noted}
    ///
    /// What a disk writes is never noted: detached, it would be all that there is of the disk.
    Optional<Step.Annotate> note(Domain domain) {
        var layers = new TreeSet<Path>();
        steps.values().forEach(kept -> layers.addAll(kept.layers()));
        domain.allDisks().forEach(disk -> disk.source().image().ifPresent(layers::remove));
        domain.snapshots().forEach(snapshot -> layers.removeAll(snapshot.branchLayers()));
        return layers.isEmpty()
                ? Optional.empty()
                : domain.snapshots().stream()
                        .filter(Snapshot::restorable)
                        .findFirst()
                        .map(keeper -> note(keeper, layers));
    }

    private static Step.Annotate note(Snapshot keeper, Set<Path> layers) {
        var all = new TreeSet<>(keeper.branchLayers());
        all.addAll(layers);
        return new Step.Annotate(
                keeper.name(), keeper.annotations().withBranchLayers(all), keeper.annotations());
    }
}
