package dev.varve.core.plan;

import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Deletes snapshots: unpins their frozen layers, then merges or removes what nobody pins any more.
///
/// The metadata goes first. From then on no snapshot names what the merges change, and whatever is
/// cut off leaves a chain that is longer than it needs to be and otherwise right.
///
/// @param scope the snapshots, or what descends from them
/// @param metadataOnly leave every image as it is
public record DeleteSnapshot(
        DomainRef domain, List<SnapshotName> snapshots, Scope scope, boolean metadataOnly) {
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

    /// {@return the plan, or why there is none}
    public Planned plan(HostState state) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(domain);
        }
        for (var name : snapshots) {
            if (observed.get().snapshot(name).isEmpty()) {
                return new Refusal.NoSuchSnapshot(name);
            }
        }
        var doomed = doomed(observed.get());
        var held = doomed.stream().filter(s -> s.annotations().hold().isPresent()).findFirst();
        if (held.isPresent()) {
            return new Refusal.Held(
                    intent().toString(),
                    domain,
                    held.get().name(),
                    held.get().annotations().hold().orElseThrow());
        }
        if (metadataOnly) {
            return Plan.of(intent(), List.copyOf(Forgetting.of(observed.get(), doomed)));
        }
        if (doomed.stream().noneMatch(Snapshot::external)) {
            return planInternal(observed.get(), doomed);
        }
        return planExternal(state, observed.get(), doomed);
    }

    /// {@return what the user asks for}
    public Intent intent() {
        return new Intent(Intent.Kind.DELETE, domain, snapshots);
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

    private Planned planInternal(Domain observed, List<Snapshot> doomed) {
        if (observed.snapshots().stream().anyMatch(Snapshot::external)) {
            return new Refusal.NotYet(
                    intent().toString(),
                    "the domain has internal and external snapshots",
                    "this version deletes internal snapshots only where all are internal");
        }
        return Plan.of(
                intent(),
                doomed.stream().<Step>map(s -> new Step.DeleteInternal(s.name())).toList());
    }

    private Planned planExternal(HostState state, Domain observed, List<Snapshot> doomed) {
        return refuse(state, observed, doomed)
                .<Planned>map(refusal -> refusal)
                .orElseGet(() -> planMerges(state, observed, doomed));
    }

    private Optional<Refusal> refuse(HostState state, Domain observed, List<Snapshot> doomed) {
        var what = intent().toString();
        if (doomed.stream().anyMatch(Snapshot::internal)) {
            return Optional.of(
                    new Refusal.NotYet(
                            what,
                            "some of these are internal and some external",
                            "delete them one by one"));
        }
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
        for (var disk : observed.disks()) {
            if (disk.busy()) {
                return Optional.of(new Refusal.BlockJobRuns(what, disk.target()));
            }
        }
        return doomed.stream()
                .flatMap(snapshot -> snapshot.frozenLayers().values().stream())
                .filter(state.missing()::containsKey)
                .findFirst()
                .map(layer -> missing(state, layer));
    }

    private Refusal missing(HostState state, Path layer) {
        return new Refusal.ImageMissing(
                intent().toString(),
                layer,
                state.missing().get(layer)
                        + "; \"varve snapshot-delete --metadata\" forgets the snapshot and leaves"
                        + " its images");
    }

    private Planned planMerges(HostState state, Domain observed, List<Snapshot> doomed) {
        var forest = new Forest(state, observed);
        doomed.forEach(snapshot -> forest.forget(snapshot.name()));
        var unpinned = new Unpinned(forest, observed);
        doomed.forEach(snapshot -> snapshot.frozenLayers().forEach(unpinned::add));
        addBranchLayers(unpinned, forest, observed);
        unpinned.resolve();

        var steps = new ArrayList<Step>(unpinned.notes());
        steps.addAll(Forgetting.of(observed, doomed));
        steps.addAll(unpinned.steps());
        memoryFiles(state, doomed).forEach(file -> steps.add(new Step.RemoveMemory(file)));
        return new Plan(
                intent(),
                steps,
                unpinned.bytesToCopy(),
                unpinned.peakExtraBytes(),
                doomed.reversed().stream().map(snapshot -> "snapshot " + snapshot.name()).toList(),
                unpinned.kept(),
                unpinned.remarks());
    }

    /// Branch layers that earlier deletions left may have a single overlay now.
    static void addBranchLayers(Unpinned unpinned, Forest forest, Domain observed) {
        for (var snapshot : observed.snapshots()) {
            for (var layer : snapshot.branchLayers()) {
                BranchDisk.of(observed, forest, layer).ifPresent(disk -> unpinned.add(disk, layer));
            }
        }
    }

    /// {@return the files with the memory of these snapshots and of no others}
    private Set<Path> memoryFiles(HostState state, List<Snapshot> doomed) {
        var files = new TreeSet<Path>();
        doomed.forEach(snapshot -> file(snapshot).ifPresent(files::add));
        for (var other : state.domains()) {
            for (var snapshot : other.snapshots()) {
                if (!other.ref().equals(domain) || !doomed.contains(snapshot)) {
                    file(snapshot).ifPresent(files::remove);
                }
            }
        }
        return files;
    }

    private static Optional<Path> file(Snapshot snapshot) {
        return switch (snapshot.memory()) {
            case Memory.External(var file) -> Optional.of(file);
            case Memory.None _, Memory.Internal _ -> Optional.empty();
        };
    }
}
