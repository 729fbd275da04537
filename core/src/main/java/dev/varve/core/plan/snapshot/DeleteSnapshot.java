package dev.varve.core.plan.snapshot;

import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StoreCopy;
import dev.varve.core.plan.layers.BranchDisks;
import dev.varve.core.plan.layers.Forest;
import dev.varve.core.plan.layers.Forgetting;
import dev.varve.core.plan.layers.HeldSnapshots;
import dev.varve.core.plan.layers.NoCurrent;
import dev.varve.core.plan.layers.Unpinned;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.MemoryStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.StoreStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Deletes snapshots: unpins their frozen layers, then merges or removes what nobody pins any more.
///
/// The metadata goes first. From then on no snapshot names what the merges change, and whatever is
/// cut off leaves a chain that is longer than it needs to be and otherwise right.
///
/// @param scope the snapshots, or what descends from them
/// @param metadataOnly leave every image as it is
public record DeleteSnapshot(
        DomainRef domain, List<SnapshotName> snapshots, Scope scope, boolean metadataOnly)
        implements Change {
    /// Which snapshots are deleted, in virsh's words.
    public enum Scope {
        ONE,
        /// The snapshot and all its descendants (`--children`).
        CHILDREN,
        /// All descendants, not the snapshot itself (`--children-only`).
        CHILDREN_ONLY
    }

    public DeleteSnapshot {
        snapshots = List.copyOf(snapshots);
    }

    /// {@return the plan, or why there is none; its remarks name the groups that lose one of them}
    @Override
    public Planned plan(HostState state) {
        return switch (planAlone(state)) {
            case Plan plan -> plan.as(intent(), remarks(state));
            case Refusal refusal -> refusal;
        };
    }

    private List<String> remarks(HostState state) {
        var observed = state.domain(domain).orElseThrow();
        var doomed = doomed(observed);
        var remarks = new ArrayList<>(groups(doomed));
        remarks.addAll(NoCurrent.remarks(state, observed, doomed));
        return remarks;
    }

    /// {@return the plan, where it doesn't matter which groups they are of}
    public Planned planAlone(HostState state) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(domain);
        }
        for (var name : snapshots) {
            if (observed.get().snapshot(name).isEmpty()) {
                return new SnapshotRefusal.NoSuchSnapshot(name);
            }
        }
        var doomed = doomed(observed.get());
        var held = doomed.stream().filter(s -> s.annotations().hold().isPresent()).findFirst();
        if (held.isPresent()) {
            return new SnapshotRefusal.Held(
                    intent().toString(),
                    domain,
                    held.get().name(),
                    held.get().annotations().hold().orElseThrow());
        }
        if (metadataOnly) {
            return Plan.of(intent(), List.copyOf(Forgetting.of(observed.get(), doomed)));
        }
        return refuse(state, observed.get(), doomed)
                .or(() -> Refusal.GuestLost.of(intent().toString(), state, domain))
                .<Planned>map(refusal -> refusal)
                .orElseGet(() -> planMerges(state, observed.get(), doomed));
    }

    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return new Intent(Intent.Kind.DELETE, domain, snapshots).saying(scope, metadataOnly);
    }

    /// Children before their parents.
    private List<Snapshot> doomed(Domain observed) {
        var named = new HashSet<SnapshotName>();
        for (var name : snapshots) {
            switch (scope) {
                case ONE -> named.add(name);
                case CHILDREN -> named.addAll(observed.subtree(name));
                case CHILDREN_ONLY -> {
                    var below = new HashSet<>(observed.subtree(name));
                    below.remove(name);
                    named.addAll(below);
                }
            }
        }
        return observed.snapshots().reversed().stream()
                .filter(snapshot -> named.contains(snapshot.name()))
                .toList();
    }

    private Optional<Refusal> refuse(HostState state, Domain observed, List<Snapshot> doomed) {
        var what = intent().toString();
        if (observed.state() == RunState.PMSUSPENDED) {
            return Optional.of(new Refusal.SuspendedToMemory(what, domain));
        }
        if (observed.managedSave()) {
            return Optional.of(
                    new Refusal.NotYet(
                            what,
                            "the domain has a managed save image, which names layers that would"
                                    + " be merged",
                            "start the domain, or run \"virsh managedsave-remove "
                                    + domain
                                    + "\" first"));
        }
        var job = ImageRefusal.BlockJobRuns.of(what, observed.disks());
        if (job.isPresent()) {
            return job;
        }
        return doomed.stream()
                .flatMap(snapshot -> Stream.of(snapshot.frozenLayers(), snapshot.holders()))
                .flatMap(layers -> layers.values().stream())
                .filter(state.missing()::containsKey)
                .findFirst()
                .map(layer -> missing(state, layer))
                .or(() -> new HeldSnapshots(state, observed).refuse(what, doomed));
    }

    private Refusal missing(HostState state, Path layer) {
        return new ImageRefusal.ImageMissing(
                intent().toString(),
                layer,
                state.missing().get(layer)
                        + ImageRefusal.ImageMissing.cure(state, layer)
                                .orElse(
                                        "; \"varve snapshot-delete --metadata\" forgets the snapshot"
                                                + " and leaves its images"));
    }

    private Planned planMerges(HostState state, Domain observed, List<Snapshot> doomed) {
        var forest = new Forest(state, observed);
        doomed.forEach(snapshot -> forest.forget(snapshot.name()));
        var unpinned = new Unpinned(forest, observed);
        doomed.forEach(snapshot -> snapshot.frozenLayers().forEach(unpinned::add));
        var held = new HeldSnapshots(state, observed);
        var removals = held.remove(doomed, forest);
        addBranchLayers(unpinned, forest, observed);
        unpinned.resolve();
        doomed.forEach(snapshot -> unpinned.tell(images(snapshot)));

        var steps = new ArrayList<Step>(unpinned.notes());
        steps.addAll(held.forget(Forgetting.of(observed, doomed)));
        steps.addAll(removals);
        steps.addAll(unpinned.steps());
        only(state, doomed, s -> file(s).stream())
                .forEach(file -> steps.add(new MemoryStep.RemoveMemory(file)));
        only(state, doomed, DeleteSnapshot::copies)
                .forEach(copy -> steps.add(new StoreStep.RemoveStoreCopy(copy)));
        return new Plan(
                intent(),
                steps,
                unpinned.bytesToCopy(),
                unpinned.peakExtraBytes(),
                doomed.reversed().stream().map(snapshot -> "snapshot " + snapshot.name()).toList(),
                unpinned.kept(),
                unpinned.remarks());
    }

    /// What may be a disk that was detached.
    private static Set<Path> images(Snapshot snapshot) {
        var images = new TreeSet<>(snapshot.holders().values());
        snapshot.excludedDisks().forEach(disk -> disk.source().image().ifPresent(images::add));
        return images;
    }

    private static List<String> groups(List<Snapshot> doomed) {
        return doomed.stream()
                .flatMap(snapshot -> snapshot.annotations().group().stream())
                .filter(group -> group.members().size() > 1)
                .map(group ->
                        "group "
                                + group.name()
                                + " is one snapshot short then: the other domains are reverted one"
                                + " by one, without --group")
                .distinct()
                .toList();
    }

    /// Branch layers that earlier deletions left may have a single overlay now, or none: such a one is of any
    /// disk.
    static void addBranchLayers(Unpinned unpinned, Forest forest, Domain observed) {
        var disks = new BranchDisks(observed, forest);
        var any = observed.nextDisks().stream().map(Disk::target).findFirst();
        observed.snapshots().stream()
                .flatMap(snapshot -> snapshot.branchLayers().stream())
                .distinct()
                .forEach(layer ->
                        disks.of(layer).or(() -> any).ifPresent(disk -> unpinned.add(disk, layer)));
    }

    /// {@return the files of these snapshots that no other snapshot names}
    private Set<Path> only(
            HostState state, List<Snapshot> doomed, Function<Snapshot, Stream<Path>> named) {
        var files = doomed.stream().flatMap(named).collect(Collectors.toCollection(TreeSet::new));
        for (var other : state.domains()) {
            for (var snapshot : other.snapshots()) {
                if (!other.ref().equals(domain) || !doomed.contains(snapshot)) {
                    named.apply(snapshot).forEach(files::remove);
                }
            }
        }
        return files;
    }

    private static Stream<Path> copies(Snapshot snapshot) {
        return snapshot.annotations().copies().values().stream().map(StoreCopy::file);
    }

    private static Optional<Path> file(Snapshot snapshot) {
        return switch (snapshot.memory()) {
            case Memory.External(var file) -> Optional.of(file);
            case Memory.None _, Memory.Internal _ -> Optional.empty();
        };
    }
}
