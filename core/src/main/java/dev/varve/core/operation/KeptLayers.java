package dev.varve.core.operation;

import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.GuestStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.MemoryStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.StoreStep;
import dev.varve.core.plan.step.TakeStep;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What stays though a plan would have merged or removed it: since the plan was made somebody has begun to need
/// it, or there was no room to merge it. That costs room and nothing else, so the operation goes on without, and ends.
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
                .filter(kept -> merges(plan.steps().get(kept.step()).plain()))
                .forEach(kept -> layers.addAll(kept.layers()));
        return about(step.plain()).filter(layers::contains).min(Comparator.naturalOrder());
    }

    private static boolean merges(Step step) {
        return step instanceof MergeStep;
    }

    /// {@return why what was asked for isn't done, where it was a merge and nothing else}
    Optional<String> unmerged() {
        return switch (plan.intent().kind()) {
            case COMMIT, PULL, FLATTEN ->
                    steps.values().stream()
                            .filter(kept -> merges(plan.steps().get(kept.step()).plain()))
                            .map(JournalEntry.Kept::why)
                            .findFirst();
            default -> Optional.empty();
        };
    }

    /// Whatever follows a merge for the sake of it is about a layer that was to go.
    private static Stream<Path> about(Step step) {
        return switch (step) {
            case MergeStep.Commit s -> Stream.of(s.top(), s.base());
            case MergeStep.Pull s -> Stream.of(s.top(), s.upper(), s.base());
            case ImageStep.RepointOverlay s -> Stream.of(s.from());
            case ImageStep.RemoveImage s -> Stream.of(s.image());
            case SnapshotStep.RepointSnapshot s -> s.moves().stream().map(Move::from);
            case DomainStep.RepointDomain s -> s.moves().stream().map(Move::from);
            case Step.OnDomain _,
                    ArchiveStep _,
                    CloneStep _,
                    DomainStep _,
                    GuestStep _,
                    ImageStep _,
                    InternalStep _,
                    MemoryStep _,
                    MirrorStep _,
                    SnapshotStep _,
                    StoreStep _,
                    TakeStep _ ->
                    Stream.of();
        };
    }

    /// {@return the step that notes the layers in a snapshot of the domain, so that a later delete merges or
    /// removes what nobody needs by then; empty where no snapshot is left to note them in, or all are noted}
    ///
    /// What a disk writes is never noted: detached, it would be all that there is of the disk.
    Optional<SnapshotStep.Annotate> note(Domain domain) {
        var layers = new TreeSet<Path>();
        steps.values().stream()
                .filter(kept -> isOf(domain, kept))
                .forEach(kept -> layers.addAll(noted(kept)));
        domain.allDisks().forEach(disk -> disk.source().image().ifPresent(layers::remove));
        domain.snapshots().forEach(snapshot -> layers.removeAll(snapshot.branchLayers()));
        return layers.isEmpty()
                ? Optional.empty()
                : domain.snapshots().stream()
                        .filter(Snapshot::restorable)
                        .findFirst()
                        .map(keeper -> note(keeper, layers));
    }

    /// What a pull would have left below its image is somebody else's.
    private Collection<Path> noted(JournalEntry.Kept kept) {
        if (!(plan.steps().get(kept.step()).plain() instanceof MergeStep.Pull)) {
            return kept.layers();
        }
        return plan.steps().stream()
                .map(Step::plain)
                .filter(ImageStep.RemoveImage.class::isInstance)
                .map(step -> ((ImageStep.RemoveImage) step).image())
                .filter(kept.layers()::contains)
                .toList();
    }

    /// {@return what to do later about what was left out, where the domain has no snapshot to note its layers in}
    List<String> remedies(Domain domain, HostState state) {
        if (domain.snapshots().stream().anyMatch(Snapshot::restorable)) {
            return List.of();
        }
        return steps.values().stream()
                .filter(kept -> isOf(domain, kept))
                .flatMap(kept ->
                        remedy(domain, state, plan.steps().get(kept.step()).plain()).stream())
                .toList();
    }

    private static Optional<String> remedy(Domain domain, HostState state, Step step) {
        return switch (step) {
            case MergeStep.Commit commit when !state.reads(domain.allDisks(), commit.top()) ->
                    Optional.of(
                            commit.top()
                                    + " stays on "
                                    + commit.base()
                                    + ": it is what is left of a disk that the domain hasn't got any more;"
                                    + " remove it if nobody needs it");
            case MergeStep.Commit(var disk, var top, var base) ->
                    Optional.of(
                            "later run \"varve blockcommit %s %s --base %s %s\""
                                    .formatted(
                                            domain.ref(),
                                            disk,
                                            base,
                                            isHead(domain, top) ? "--active" : "--top " + top));
            case MergeStep.Pull pull ->
                    Optional.of(
                            "later run \"varve blockpull %s %s%s\""
                                    .formatted(
                                            domain.ref(),
                                            pull.disk(),
                                            pull.backing()
                                                    .map(below -> " --base " + below.path())
                                                    .orElse("")));
            default -> Optional.empty();
        };
    }

    private static boolean isHead(Domain domain, Path image) {
        return domain.allDisks().anyMatch(disk -> disk.source().image().equals(Optional.of(image)));
    }

    private boolean isOf(Domain domain, JournalEntry.Kept kept) {
        var of = plan.steps().get(kept.step()).domain(plan.intent().domain());
        return of.uuid().equals(domain.ref().uuid());
    }

    private static SnapshotStep.Annotate note(Snapshot keeper, Set<Path> layers) {
        var all = new TreeSet<>(keeper.branchLayers());
        all.addAll(layers);
        return new SnapshotStep.Annotate(
                keeper.name(), keeper.annotations().withBranchLayers(all), keeper.annotations());
    }
}
