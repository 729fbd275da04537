package dev.varve.core.plan.snapshot;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.plan.layers.BranchNotes;
import dev.varve.core.plan.layers.FrozenLayers;
import dev.varve.core.plan.layers.ImagePlaces;
import dev.varve.core.plan.layers.OverlayNames;
import dev.varve.core.plan.layers.StateBefore;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Goes back to a snapshot: new overlays on its frozen layers become the domain's heads; images that
/// hold it internally go back to it themselves, or a copy does where others need the image.
///
/// All that may fail comes before the guest is stopped: the overlays, the record of the state left
/// behind, and the definition for the next start, which libvirt checks and takes while the guest
/// still runs.
///
/// @param now names the overlays and the snapshot of the state left behind
public record RevertToSnapshot(
        DomainRef domain, SnapshotName snapshot, Options options, Instant now) implements Change {
    /// How to revert, in the words of `virsh snapshot-revert`.
    ///
    /// @param discard don't keep the state left behind
    /// @param keepUntil when the snapshot of the state left behind expires; empty for never
    /// @param directory where new overlays go; empty for beside the layers that they lie on
    public record Options(
            boolean running,
            boolean paused,
            boolean force,
            boolean resetNvram,
            boolean discard,
            Optional<Instant> keepUntil,
            Optional<Path> directory) {
        /// {@return what whoever observes the host for this has to look at}
        public Set<Path> places() {
            return directory.map(Set::of).orElse(Set.of());
        }

        /// As the above, with new overlays beside the layers that they lie on.
        public Options(
                boolean running,
                boolean paused,
                boolean force,
                boolean resetNvram,
                boolean discard,
                Optional<Instant> keepUntil) {
            this(running, paused, force, resetNvram, discard, keepUntil, Optional.empty());
        }
    }

    private enum Target {
        RUNNING,
        PAUSED,
        SHUTOFF
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(domain);
        }
        var found = observed.get().snapshot(snapshot);
        if (found.isEmpty()) {
            return new SnapshotRefusal.NoSuchSnapshot(snapshot);
        }
        var places = new ImagePlaces(state, observed.get(), options.directory());
        return refuse(observed.get(), found.get())
                .or(() -> Refusal.GuestLost.of(intent().toString(), state, domain))
                .or(() ->
                        new RevertedImages(
                                        intent().toString(),
                                        state,
                                        observed.get(),
                                        found.get(),
                                        options.force())
                                .refuse(() -> ways(state, observed.get(), found.get(), places)))
                .or(() -> stores(state, observed.get(), found.get()).refuse())
                .<Planned>map(refusal -> refusal)
                .orElseGet(() ->
                        plan(state, observed.get(), found.get(), places).unless(places::refuse));
    }

    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return new Intent(Intent.Kind.REVERT, domain, snapshot);
    }

    private Optional<Refusal> refuse(Domain observed, Snapshot found) {
        var what = intent().toString();
        var job = ImageRefusal.BlockJobRuns.of(what, observed.disks());
        if (job.isPresent()) {
            return job;
        }
        if (!found.restorable()) {
            return Optional.of(new SnapshotRefusal.NoRollbackInfo(snapshot, domain));
        }
        if (found.state() == SnapshotState.PMSUSPENDED) {
            return Optional.of(
                    new Refusal.InvalidRequest(
                            "Operation not supported: qemu doesn't support reversion of snapshot"
                                    + " taken in PMSUSPENDED state"));
        }
        if (!observed.persistent()) {
            return Optional.of(
                    new Refusal.NotYet(
                            what,
                            "the domain is transient, so there is no definition to put back",
                            "define it first with \"virsh define\""));
        }
        if (observed.managedSave()
                && !options.force()
                && !(found.memory() instanceof Memory.External)) {
            return Optional.of(new SnapshotRefusal.ManagedSaveExists(snapshot));
        }
        return Optional.empty();
    }

    private StoreRestoring stores(HostState state, Domain observed, Snapshot found) {
        var fresh = options.resetNvram() && target(found) != Target.SHUTOFF;
        return new StoreRestoring(
                intent().toString(), state, observed, found, options.force(), fresh);
    }

    private Planned plan(HostState state, Domain observed, Snapshot found, ImagePlaces places) {
        var ways = ways(state, observed, found, places);
        var disks = ways.disks();
        var placements = disks.stream().map(RevertedDisk::placement).toList();
        var steps = new ArrayList<Step>();
        disks.forEach(disk -> steps.addAll(disk.preparation()));
        var keptName = StateBefore.name(observed, now);
        var left = ways.keeps() ? Optional.of(keptName) : Optional.<SnapshotName>empty();
        if (left.isPresent()) {
            steps.add(keep(observed, keptName, ways, places));
        }
        steps.add(
                new DomainStep.DefineDomain(
                        snapshot,
                        placements,
                        found.document(),
                        observed.definition(),
                        ways.lost().stream().map(Disk::target).toList()));
        steps.add(select(observed, found, disks, ways.keeps()));
        stop(observed, steps);
        for (var disk : disks) {
            steps.addAll(disk.change(keptName, options.discard()));
        }
        steps.addAll(stores(state, observed, found).steps(left, keptAnnotations()));
        if (!options.discard()) {
            steps.addAll(BranchNotes.forget(observed.snapshots(), ways.heads()));
        }
        start(found, placements, steps);
        return finish(state, observed, found, ways, left, steps);
    }

    private RevertedDisks ways(
            HostState state, Domain observed, Snapshot found, ImagePlaces places) {
        return new RevertedDisks(state, observed, found, options.discard(), now, places);
    }

    private Step keep(Domain observed, SnapshotName name, RevertedDisks ways, ImagePlaces places) {
        var present = ways.present().all();
        var inPlace = present.stream().anyMatch(disk -> ways.kept(disk) == SnapshotMode.INTERNAL);
        var heads =
                present.stream()
                        .filter(disk -> ways.kept(disk) != SnapshotMode.NO)
                        .map(disk ->
                                new Placement(
                                        disk.target(),
                                        disk.source().image().orElseThrow(),
                                        disk.source().imageFormat().orElseThrow()))
                        .toList();
        return new SnapshotStep.RecordSnapshot(
                name,
                observed.current(),
                observed.state().active() && !inPlace
                        ? SnapshotState.DISK_SNAPSHOT
                        : SnapshotState.SHUTOFF,
                now.getEpochSecond(),
                "state before the revert to " + snapshot,
                present.stream()
                        .map(disk -> keptDisk(disk, ways.kept(disk), name, places))
                        .toList(),
                heads,
                observed.definition(),
                keptAnnotations().withBranchLayers(ways.unnamed()));
    }

    private Annotations keptAnnotations() {
        return Annotations.none().withExpiry(options.keepUntil());
    }

    private static SnapshotDisk keptDisk(
            Disk disk, SnapshotMode mode, SnapshotName name, ImagePlaces places) {
        var overlay =
                disk.source()
                        .image()
                        .filter(_ -> mode == SnapshotMode.EXTERNAL)
                        .map(path -> OverlayNames.named(places.near(path), name.value()));
        return new SnapshotDisk(disk.target(), mode, overlay);
    }

    private Step select(Domain observed, Snapshot found, List<RevertedDisk> disks, boolean keeps) {
        var overlays =
                disks.stream()
                        .filter(RevertedDisk.OnOverlay.class::isInstance)
                        .map(RevertedDisk::placement)
                        .toList();
        var branch =
                !overlays.isEmpty()
                        && (!observed.children(snapshot).isEmpty()
                                || (keeps && observed.current().equals(Optional.of(snapshot))));
        return new SnapshotStep.SelectSnapshot(
                snapshot, overlays, branch, found.document(), observed.current());
    }

    /// Where there is a managed save image, somebody may start the domain from it after a cut; that
    /// guest would then write to the layers that are left behind.
    private static void stop(Domain observed, List<Step> steps) {
        if (observed.managedSave()) {
            steps.add(new DomainStep.DropManagedSave());
        }
        if (observed.state().active() || observed.managedSave()) {
            steps.add(new DomainStep.StopDomain());
        }
    }

    private void start(Snapshot found, List<Placement> placements, List<Step> steps) {
        if (found.memory() instanceof Memory.Internal) {
            steps.add(
                    new InternalStep.ResumeInternal(snapshot, options.running(), options.paused()));
            return;
        }
        var target = target(found);
        if (target == Target.SHUTOFF) {
            return;
        }
        var paused = target == Target.PAUSED;
        steps.add(
                found.memory() instanceof Memory.External(var file)
                        ? new DomainStep.RestoreMemory(
                                file, placements, paused, options.resetNvram())
                        : new DomainStep.StartDomain(paused, options.resetNvram()));
    }

    /// As the newest libvirt has it: the options decide, else the state that the snapshot was taken
    /// in; one of disks only leaves the domain shut off.
    private Target target(Snapshot found) {
        if (options.running()) {
            return Target.RUNNING;
        }
        if (options.paused()) {
            return Target.PAUSED;
        }
        return switch (found.state()) {
            case RUNNING, BLOCKED -> Target.RUNNING;
            case PAUSED -> Target.PAUSED;
            case NOSTATE, SHUTDOWN, SHUTOFF, CRASHED, PMSUSPENDED, DISK_SNAPSHOT -> Target.SHUTOFF;
        };
    }

    private Plan finish(
            HostState state,
            Domain observed,
            Snapshot found,
            RevertedDisks ways,
            Optional<SnapshotName> left,
            List<Step> steps) {
        long copied = ways.disks().stream().mapToLong(RevertedDisk::bytes).sum();
        var lost = new ArrayList<String>();
        if (observed.state().active()) {
            lost.add("the guest's memory");
        }
        var remarks =
                Stream.of(
                                ways.remarks(left).stream(),
                                new FrozenLayers(state, observed).remarks(found).stream(),
                                stores(state, observed, found).remarks().stream(),
                                remark(state, found))
                        .flatMap(all -> all)
                        .toList();
        if (!options.discard()) {
            return new Plan(intent(), steps, copied, copied, lost, List.of(), remarks);
        }
        lost.add("the present state of the disks");
        var unpinned = ways.discarded();
        steps.addAll(unpinned.notes());
        steps.addAll(unpinned.steps());
        return new Plan(
                intent(),
                steps,
                copied + unpinned.bytesToCopy(),
                copied + unpinned.peakExtraBytes(),
                lost,
                unpinned.kept(),
                Stream.concat(remarks.stream(), unpinned.remarks().stream()).toList());
    }

    private static Stream<String> remark(HostState state, Snapshot found) {
        return found.memory() instanceof Memory.Internal && !state.limits().resumesInternal()
                ? Stream.of(
                        state.limits().hypervisor()
                                + " fails to resume some guests from an internal snapshot, newer ones"
                                + " don't; the disks go back in any case")
                : Stream.empty();
    }
}
