package dev.varve.core.plan;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.model.Source;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Goes back to a snapshot: new overlays on its frozen layers become the domain's heads.
///
/// All that may fail comes before the guest is stopped: the overlays, the record of the state left
/// behind, and the definition for the next start, which libvirt checks and takes while the guest
/// still runs.
///
/// @param now names the overlays and the snapshot of the state left behind
public record RevertToSnapshot(
        DomainRef domain, SnapshotName snapshot, Options options, Instant now) {
    private static final String STATE_BEFORE = "before-revert-";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /// How to revert, in the words of `virsh snapshot-revert`.
    ///
    /// @param discard don't keep the state left behind
    /// @param keepUntil when the snapshot of the state left behind expires; empty for never
    public record Options(
            boolean running,
            boolean paused,
            boolean force,
            boolean resetNvram,
            boolean discard,
            Optional<Instant> keepUntil) {}

    /// {@return whether a snapshot of that name is of a state that a revert left behind}
    static boolean isStateBefore(SnapshotName name) {
        return name.value().startsWith(STATE_BEFORE);
    }

    private enum Target {
        RUNNING,
        PAUSED,
        SHUTOFF
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
        return refuse(observed.get(), found.get())
                .or(() -> refuseImages(state, found.get()))
                .<Planned>map(refusal -> refusal)
                .orElseGet(() ->
                        internal(found.get())
                                ? planInternal(observed.get())
                                : planExternal(state, observed.get(), found.get()));
    }

    /// {@return what the user asks for}
    public Intent intent() {
        return new Intent(Intent.Kind.REVERT, domain, snapshot);
    }

    private static boolean internal(Snapshot found) {
        return !found.external()
                && (found.memory() instanceof Memory.Internal
                        || found.disks().stream().anyMatch(d -> d.mode() == SnapshotMode.INTERNAL));
    }

    private Optional<Refusal> refuse(Domain observed, Snapshot found) {
        var what = intent().toString();
        for (var disk : observed.disks()) {
            if (disk.busy()) {
                return Optional.of(new Refusal.BlockJobRuns(what, disk.target()));
            }
        }
        if (!found.restorable()) {
            return Optional.of(new Refusal.NoRollbackInfo(snapshot, domain));
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
            return Optional.of(new Refusal.ManagedSaveExists(snapshot));
        }
        return Optional.empty();
    }

    private Optional<Refusal> refuseImages(HostState state, Snapshot found) {
        for (var target : found.externalDisks()) {
            var refusal = refuseDisk(state, found, target);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        if (found.memory() instanceof Memory.External(var file)) {
            return Optional.ofNullable(state.missing().get(file))
                    .map(why -> new Refusal.ImageMissing(intent().toString(), file, why));
        }
        return Optional.empty();
    }

    private Optional<Refusal> refuseDisk(HostState state, Snapshot found, DiskTarget target) {
        var layer = found.frozenLayer(target);
        if (layer.isEmpty()) {
            return Optional.of(
                    new Refusal.UnsuitableDisk(
                            intent().toString(), target, "has no image in the snapshot's domain"));
        }
        return missingInChain(state, layer.get()).or(() -> refuseWriter(state, layer.get()));
    }

    private Optional<Refusal> missingInChain(HostState state, Path top) {
        var seen = new HashSet<Path>();
        var at = Optional.of(top);
        while (at.isPresent() && seen.add(at.get())) {
            var path = at.get();
            if (state.layer(path).isEmpty()) {
                var reason = state.missing().getOrDefault(path, "it was not found");
                return Optional.of(new Refusal.ImageMissing(intent().toString(), path, reason));
            }
            at = state.layer(path).flatMap(Layer::below);
        }
        return Optional.empty();
    }

    private Optional<Refusal> refuseWriter(HostState state, Path layer) {
        var writers =
                state.domains().stream()
                        .filter(other -> !other.ref().uuid().equals(domain.uuid()))
                        .filter(other -> writes(other, layer))
                        .map(other -> "domain " + other.ref() + ", which writes it")
                        .toList();
        return writers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Refusal.ImageInUse(intent().toString(), layer, writers));
    }

    private static boolean writes(Domain other, Path layer) {
        return other.disks().stream()
                .anyMatch(disk ->
                        !disk.readonly() && disk.source().image().equals(Optional.of(layer)));
    }

    private Planned planInternal(Domain observed) {
        if (observed.snapshots().stream().anyMatch(Snapshot::external)) {
            return new Refusal.NotYet(
                    intent().toString(),
                    "the domain has internal and external snapshots",
                    "this version reverts to internal snapshots only where all are internal");
        }
        return Plan.of(
                intent(),
                List.of(
                        new Step.RevertInternal(
                                snapshot, options.running(), options.paused(), options.force())));
    }

    private Planned planExternal(HostState state, Domain observed, Snapshot found) {
        var names = new OverlayNames(state.files());
        var steps = new ArrayList<Step>();
        var placements = new ArrayList<Placement>();
        for (var target : found.externalDisks()) {
            var base = found.frozenLayer(target).orElseThrow();
            var overlay = names.free(base, Long.toString(now.getEpochSecond()));
            placements.add(new Placement(target, overlay, ImageFormat.QCOW2));
            steps.add(createOverlay(state, found, target, overlay));
        }
        var kept = options.discard() ? List.<Disk>of() : replaced(observed, found);
        var keptName = keptName(observed);
        if (!kept.isEmpty()) {
            steps.add(keep(observed, keptName, kept));
        }
        steps.add(
                new Step.DefineDomain(
                        snapshot, placements, found.document(), observed.definition()));
        steps.add(select(observed, found, placements, !kept.isEmpty()));
        stop(observed, steps);
        start(found, placements, steps);
        return finish(state, observed, found, placements, steps);
    }

    private static Step createOverlay(
            HostState state, Snapshot found, DiskTarget target, Path overlay) {
        var base = found.frozenLayer(target).orElseThrow();
        var disk = found.domainDisk(target).orElseThrow();
        return new Step.CreateOverlay(
                target,
                overlay,
                base,
                disk.source().imageFormat().orElseThrow(),
                state.layer(base).orElseThrow().virtualSize());
    }

    /// The disks whose heads are left behind.
    private static List<Disk> replaced(Domain observed, Snapshot found) {
        return observed.disks().stream()
                .filter(disk -> !disk.readonly() && !(disk.source() instanceof Source.Empty))
                .filter(disk -> disk.source().image().isPresent())
                .filter(disk -> found.externalDisks().contains(disk.target()))
                .toList();
    }

    private SnapshotName keptName(Domain observed) {
        var stem = STATE_BEFORE + STAMP.format(now);
        var name = new SnapshotName(stem);
        for (int i = 2; observed.snapshot(name).isPresent(); i++) {
            name = new SnapshotName(stem + "-" + i);
        }
        return name;
    }

    private Step keep(Domain observed, SnapshotName name, List<Disk> kept) {
        var targets = kept.stream().map(Disk::target).toList();
        var disks =
                observed.disks().stream()
                        .map(disk -> keptDisk(disk, targets.contains(disk.target()), name))
                        .toList();
        var heads =
                kept.stream()
                        .map(disk ->
                                new Placement(
                                        disk.target(),
                                        disk.source().image().orElseThrow(),
                                        disk.source().imageFormat().orElseThrow()))
                        .toList();
        return new Step.RecordSnapshot(
                name,
                observed.current(),
                observed.state().active() ? SnapshotState.DISK_SNAPSHOT : SnapshotState.SHUTOFF,
                now.getEpochSecond(),
                "state before the revert to " + snapshot,
                disks,
                heads,
                observed.definition(),
                Annotations.none().withExpiry(options.keepUntil()));
    }

    private static SnapshotDisk keptDisk(Disk disk, boolean kept, SnapshotName name) {
        return kept
                ? new SnapshotDisk(
                        disk.target(),
                        SnapshotMode.EXTERNAL,
                        disk.source().image().map(path -> OverlayNames.named(path, name.value())))
                : new SnapshotDisk(disk.target(), SnapshotMode.NO, Optional.empty());
    }

    private Step select(
            Domain observed, Snapshot found, List<Placement> placements, boolean keeps) {
        var branch =
                !observed.children(snapshot).isEmpty()
                        || (keeps && observed.current().equals(Optional.of(snapshot)));
        return new Step.SelectSnapshot(
                snapshot, placements, branch, found.document(), observed.current());
    }

    /// Where there is a managed save image, somebody may start the domain from it after a cut; that
    /// guest would then write to the layers that are left behind.
    private static void stop(Domain observed, List<Step> steps) {
        if (observed.managedSave()) {
            steps.add(new Step.DropManagedSave());
        }
        if (observed.state().active() || observed.managedSave()) {
            steps.add(new Step.StopDomain());
        }
    }

    private void start(Snapshot found, List<Placement> placements, List<Step> steps) {
        var target = target(found);
        if (target == Target.SHUTOFF) {
            return;
        }
        var paused = target == Target.PAUSED;
        steps.add(
                found.memory() instanceof Memory.External(var file)
                        ? new Step.RestoreMemory(file, placements, paused, options.resetNvram())
                        : new Step.StartDomain(paused, options.resetNvram()));
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

    private Planned finish(
            HostState state,
            Domain observed,
            Snapshot found,
            List<Placement> placements,
            List<Step> steps) {
        var lost = new ArrayList<String>();
        if (observed.state().active()) {
            lost.add("the guest's memory");
        }
        if (!options.discard()) {
            return new Plan(intent(), steps, 0, 0, lost, List.of(), List.of());
        }
        lost.add("the present state of the disks");
        var unpinned = discarded(state, observed, found, placements);
        steps.addAll(unpinned.notes());
        steps.addAll(unpinned.steps());
        return new Plan(
                intent(),
                steps,
                unpinned.bytesToCopy(),
                unpinned.peakExtraBytes(),
                lost,
                unpinned.kept(),
                unpinned.remarks());
    }

    private static Unpinned discarded(
            HostState state, Domain observed, Snapshot found, List<Placement> placements) {
        var forest = new Forest(state, observed);
        for (var placement : placements) {
            var base = found.frozenLayer(placement.disk()).orElseThrow();
            forest.put(fresh(placement, state.layer(base).orElseThrow()));
            forest.place(placement.disk(), placement.image());
        }
        var unpinned = new Unpinned(forest, observed);
        for (var disk : replaced(observed, found)) {
            disk.source().image().ifPresent(path -> unpinned.add(disk.target(), path));
        }
        DeleteSnapshot.addBranchLayers(unpinned, forest, observed);
        unpinned.resolve();
        return unpinned;
    }

    private static Layer fresh(Placement placement, Layer base) {
        return new Layer(
                placement.image(),
                placement.format(),
                false,
                base.virtualSize(),
                0,
                Optional.of(new Layer.Backing(base.path(), Optional.of(base.format()))),
                0,
                true,
                Optional.empty(),
                false);
    }
}
