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
import java.util.List;
import java.util.Optional;

/// Deletes a snapshot: unpins its frozen layers, then merges or removes what nobody pins any more.
///
/// The metadata goes first. From then on no snapshot names what the merges change, and whatever is
/// cut off leaves a chain that is longer than it needs to be and otherwise right.
///
/// @param scope the snapshot, or what descends from it
/// @param metadataOnly leave every image as it is
public record DeleteSnapshot(
        DomainRef domain, SnapshotName snapshot, Scope scope, boolean metadataOnly) {
    /// Which snapshots are deleted, in virsh's words.
    public enum Scope {
        ONE,
        /// The snapshot and all its descendants (`--children`).
        CHILDREN,
        /// All descendants, not the snapshot itself (`--children-only`).
        CHILDREN_ONLY
    }

    /// {@return the plan, or why there is none}
    public Planned plan(HostState state) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(domain);
        }
        var found = observed.get().snapshot(snapshot);
        if (found.isEmpty()) {
            return new Refusal.NoSuchSnapshot(snapshot);
        }
        var doomed = doomed(observed.get(), found.get());
        if (metadataOnly) {
            return Plan.of(
                    intent(), doomed.stream().<Step>map(s -> forget(observed.get(), s)).toList());
        }
        if (doomed.stream().noneMatch(Snapshot::external)) {
            return planInternal(observed.get(), doomed);
        }
        return planExternal(state, observed.get(), found.get());
    }

    private Intent intent() {
        return new Intent(Intent.Kind.DELETE, domain, snapshot);
    }

    /// Children before their parents.
    private List<Snapshot> doomed(Domain observed, Snapshot found) {
        return switch (scope) {
            case ONE -> List.of(found);
            case CHILDREN -> subtree(observed, found);
            case CHILDREN_ONLY -> {
                var all = new ArrayList<>(subtree(observed, found));
                all.removeLast();
                yield all;
            }
        };
    }

    private static List<Snapshot> subtree(Domain observed, Snapshot top) {
        var all = new ArrayList<Snapshot>();
        for (var child : observed.children(top.name())) {
            all.addAll(subtree(observed, child));
        }
        all.add(top);
        return all;
    }

    private Step.ForgetSnapshot forget(Domain observed, Snapshot gone) {
        return new Step.ForgetSnapshot(
                gone.name(),
                gone.document(),
                observed.children(gone.name()).stream().map(Snapshot::name).toList(),
                observed.current().equals(Optional.of(gone.name())));
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

    private Planned planExternal(HostState state, Domain observed, Snapshot found) {
        return refuse(state, observed, found)
                .<Planned>map(refusal -> refusal)
                .orElseGet(() -> planMerges(state, observed, found));
    }

    private Optional<Refusal> refuse(HostState state, Domain observed, Snapshot found) {
        var what = intent().toString();
        if (scope != Scope.ONE) {
            return Optional.of(
                    new Refusal.NotYet(
                            what,
                            "external snapshots are not yet deleted together with their children",
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
        for (var target : found.externalDisks()) {
            var layer = found.frozenLayer(target);
            if (layer.isPresent() && state.missing().containsKey(layer.get())) {
                return Optional.of(missing(state, layer.get()));
            }
        }
        return Optional.empty();
    }

    private Refusal missing(HostState state, Path layer) {
        return new Refusal.ImageMissing(
                intent().toString(),
                layer,
                state.missing().get(layer)
                        + "; \"varve snapshot-delete --metadata\" forgets the snapshot and leaves"
                        + " its images");
    }

    private Planned planMerges(HostState state, Domain observed, Snapshot found) {
        var forest = new Forest(state, observed);
        forest.forget(found.name());
        var unpinned = new Unpinned(forest, observed);
        for (var target : found.externalDisks()) {
            found.frozenLayer(target).ifPresent(layer -> unpinned.add(target, layer));
        }
        addBranchLayers(unpinned, forest, observed);
        unpinned.resolve();

        var steps = new ArrayList<Step>(unpinned.notes());
        steps.add(forget(observed, found));
        steps.addAll(unpinned.steps());
        memoryFile(state, found).ifPresent(file -> steps.add(new Step.RemoveMemory(file)));
        return new Plan(
                intent(),
                steps,
                unpinned.bytesToCopy(),
                unpinned.peakExtraBytes(),
                List.of("snapshot " + found.name()),
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

    private static Optional<Path> memoryFile(HostState state, Snapshot found) {
        if (!(found.memory() instanceof Memory.External(var file))) {
            return Optional.empty();
        }
        var shared =
                state.domains().stream()
                        .flatMap(other -> other.snapshots().stream())
                        .filter(other -> other.memory().equals(found.memory()))
                        .count();
        return shared == 1 ? Optional.of(file) : Optional.empty();
    }
}
