package dev.varve.core.plan.clone;

import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import dev.varve.core.plan.layers.OverlayNames;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.NewDomainName;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.StoreStep;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes new domains of a snapshot. Each has its name, UUID, MAC addresses, NVRAM and images of its
/// own; a linked one's images are overlays on the snapshot's frozen layers, which it pins from then on.
///
/// @param origin the domain that the snapshot is of
/// @param name what the user called the new domain, or the stem of the names of several
/// @param clones the domains to be, with UUIDs that nobody has
/// @param full whether each gets all of the data instead of overlays
/// @param memory whether each goes on with the snapshot's memory, rather than being left to be started
/// @param directory where the images go; empty for beside the snapshot's
public record CloneDomain(
        DomainRef origin,
        SnapshotName snapshot,
        String name,
        List<DomainRef> clones,
        boolean full,
        boolean memory,
        Optional<Path> directory)
        implements Change {
    public CloneDomain {
        clones = List.copyOf(clones);
    }

    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return Intent.ofClone(origin, snapshot, name)
                .saying(clones.size(), full, memory, directory);
    }

    /// {@return why no such domains can be made, whatever the snapshot holds}
    public Optional<Refusal> refuse(HostState state) {
        return refuseNames(state).or(() -> refuseDirectory(state));
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        var observed = state.domain(origin);
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(origin);
        }
        var found = observed.get().snapshot(snapshot);
        if (found.isEmpty()) {
            return new SnapshotRefusal.NoSuchSnapshot(snapshot);
        }
        return refuse(state)
                .or(() -> refuseSnapshot(state, observed.get(), found.get()))
                .<Planned>map(refusal -> refusal)
                .orElseGet(() -> plan(state, observed.get(), found.get()));
    }

    private String what() {
        return intent().toString();
    }

    private Optional<Refusal> refuseNames(HostState state) {
        return clones.stream()
                .flatMap(clone -> new NewDomainName(clone.name()).refuse(what(), state).stream())
                .findFirst();
    }

    private Optional<Refusal> refuseDirectory(HostState state) {
        return directory.flatMap(place ->
                Optional.ofNullable(state.missing().get(place))
                        .map(why -> new ImageRefusal.NoDirectory(what(), place, why)));
    }

    private Optional<Refusal> refuseSnapshot(HostState state, Domain observed, Snapshot found) {
        if (!found.restorable()) {
            return Optional.of(new SnapshotRefusal.NoRollbackInfo(snapshot, origin));
        }
        if (state.halfDone(origin).deletes().containsKey(snapshot)) {
            return Optional.of(new SnapshotRefusal.DeleteCut(what(), snapshot, origin));
        }
        return ImageRefusal.BlockJobRuns.of(what(), observed.disks())
                .or(() -> memory ? new ClonedMemory(what(), found).refuse() : Optional.empty());
    }

    private Planned plan(HostState state, Domain observed, Snapshot found) {
        var disks = new ClonedDisks(what(), state, found, full, directory);
        var refusal = disks.refuse();
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var names = new OverlayNames(state.files());
        var steps = new ArrayList<Step>();
        var defines = new ArrayList<CloneStep.DefineClone>();
        for (var clone : clones) {
            defines.add(define(observed, found, clone, disks, names, steps));
        }
        steps.addAll(memory ? new ClonedMemory(what(), found).resumed(defines) : defines);
        long bytes = full ? clones.size() * disks.bytes() : 0;
        return new Plan(
                intent(),
                steps,
                bytes,
                bytes,
                List.of(),
                List.of(),
                new CloneRemarks(state, observed, found, clones, memory).all());
    }

    /// {@return the definition of a clone}
    ///
    /// @param steps get those that make its files
    private CloneStep.DefineClone define(
            Domain observed,
            Snapshot found,
            DomainRef clone,
            ClonedDisks disks,
            OverlayNames names,
            List<Step> steps) {
        var placements = new ArrayList<Placement>();
        for (var disk : disks.own()) {
            var image = names.free(disks.image(clone.name(), disk));
            steps.add(disks.made(disk, image));
            placements.add(new Placement(disk, image, ImageFormat.QCOW2));
        }
        var nvram = nvram(observed, clone, names);
        nvram.ifPresent(copy ->
                steps.add(
                        new StoreStep.CopyStore(
                                StateStore.Kind.NVRAM, held(observed, found), copy)));
        return new CloneStep.DefineClone(clone, snapshot, found.document(), placements, nvram);
    }

    /// libvirt makes the NVRAM of a domain that was never started from its template.
    private static Optional<Path> nvram(Domain observed, DomainRef clone, OverlayNames names) {
        return observed.store(StateStore.Kind.NVRAM)
                .filter(store -> store.present() && store.obstacle().isEmpty())
                .map(store -> names.free(store.path().resolveSibling(clone.name() + "_VARS.fd")));
    }

    /// {@return the file with the NVRAM of the snapshot's moment, or, where none was kept, of now}
    private static Path held(Domain observed, Snapshot found) {
        return found.annotations()
                .nvram()
                .map(copy -> copy.file())
                .or(() -> observed.store(StateStore.Kind.NVRAM).map(StateStore::path))
                .orElseThrow();
    }
}
