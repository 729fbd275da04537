package dev.varve.core.plan.snapshot;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.Devices;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.RunState;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.Source;
import dev.varve.core.plan.layers.OverlayNames;
import dev.varve.core.plan.snapshot.SnapshotRequest.DiskRequest;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.MemoryStep;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.core.plan.step.TakeStep;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Takes a snapshot. The overlays of external snapshots are made beforehand, so that the guest is
/// stopped or frozen only for the switch.
///
/// @param annotations what is noted about the snapshot once it is taken
/// @param now names a snapshot that the user gave no name
public record CreateSnapshot(
        DomainRef domain,
        SnapshotRequest request,
        TakeOptions options,
        Annotations annotations,
        Instant now)
        implements Change {

    /// {@return the name that the snapshot will have}
    public SnapshotName name() {
        return request.name()
                .orElseGet(() -> new SnapshotName(Long.toString(now.getEpochSecond())));
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        return plan(state, Set.of());
    }

    /// The same among others that are taken at once.
    ///
    /// @param others the overlays that those get
    public Planned plan(HostState state, Set<Path> others) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(domain);
        }
        return refuseName(observed.get())
                .or(() -> refuseState(observed.get()))
                .or(() -> Refusal.GuestLost.of(intent().toString(), state, domain))
                .<Planned>map(refusal -> refusal)
                .orElseGet(() ->
                        external(observed.get())
                                ? planExternal(state, observed.get(), others)
                                : planInternal(state, observed.get()));
    }

    private Planned planInternal(HostState state, Domain observed) {
        for (var disk : observed.disks()) {
            var held =
                    disk.source()
                            .image()
                            .flatMap(state::layer)
                            .filter(layer -> layer.internalSnapshot(name()).isPresent());
            if (held.isPresent()) {
                return new SnapshotRefusal.InternalSnapshotExists(
                        intent().toString(), held.get().path(), name());
            }
        }
        return Plan.of(intent(), annotated(List.of(take(List.of())), annotations));
    }

    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return new Intent(Intent.Kind.CREATE, domain, name())
                .saying(options, annotations, request.document());
    }

    private Optional<Refusal> refuseName(Domain observed) {
        if (options.noMetadata()) {
            return Optional.empty();
        }
        var name = name();
        if (name.value().contains("/")) {
            return Optional.of(new SnapshotRefusal.InvalidName(name, "name can't contain '/'"));
        }
        if (name.value().startsWith(".")) {
            return Optional.of(new SnapshotRefusal.InvalidName(name, "name can't start with '.'"));
        }
        return observed.snapshot(name).map(_ -> new SnapshotRefusal.SnapshotExists(name));
    }

    private Optional<Refusal> refuseState(Domain observed) {
        if (observed.state() == RunState.PMSUSPENDED) {
            return Optional.of(new Refusal.SuspendedToMemory(intent().toString(), domain));
        }
        if (observed.managedSave() && external(observed)) {
            return Optional.of(
                    new Refusal.NotYet(
                            intent().toString(),
                            "the domain has a managed save image, whose guest would go on to"
                                    + " write to the layer that the snapshot freezes",
                            "start the domain, or run \"virsh managedsave-remove "
                                    + domain
                                    + "\" first"));
        }
        if (request.memoryFile().isPresent()
                && (options.diskOnly() || observed.state() == RunState.SHUTOFF)) {
            return Optional.of(
                    new Refusal.InvalidRequest(
                            "unsupported configuration: memory state cannot be saved with offline"
                                    + " or disk-only snapshot"));
        }
        return Optional.empty();
    }

    /// As libvirt decides it (qemuSnapshotCreateUseExternal).
    private boolean external(Domain observed) {
        return options.diskOnly()
                || request.memory().equals(Optional.of(SnapshotMode.EXTERNAL))
                || (observed.state() == RunState.SHUTOFF
                        && request.disks().stream()
                                .anyMatch(
                                        d -> d.mode().equals(Optional.of(SnapshotMode.EXTERNAL))));
    }

    private Planned planExternal(HostState state, Domain observed, Set<Path> others) {
        Map<DiskTarget, DiskRequest> requested = new LinkedHashMap<>();
        for (var disk : request.disks()) {
            var target = resolve(disk.name(), observed);
            if (target.isEmpty()) {
                return new ImageRefusal.UnknownDisk(disk.name());
            }
            if (requested.putIfAbsent(target.get(), disk) != null) {
                return new ImageRefusal.DiskTwice(target.get());
            }
        }
        var planned = new HashSet<>(others);
        for (var disk : observed.disks()) {
            var file = Optional.ofNullable(requested.get(disk.target())).flatMap(DiskRequest::file);
            if (file.isPresent() && !planned.add(file.get().normalize())) {
                return new ImageRefusal.OverlayTwice(disk.target(), file.get());
            }
        }
        var overlays = new NewOverlays(this, state, planned);
        for (var disk : observed.disks()) {
            var asked = Optional.ofNullable(requested.get(disk.target()));
            if (mode(disk, asked) != SnapshotMode.EXTERNAL) {
                continue;
            }
            var refusal = overlays.add(disk, asked);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        return finish(state, observed, new ArrayList<>(overlays.steps()), overlays.placements());
    }

    private Planned finish(
            HostState state, Domain observed, List<Step> steps, List<Placement> overlays) {
        if (overlays.isEmpty() && request.disks().stream().noneMatch(CreateSnapshot::manual)) {
            return new Refusal.InvalidRequest(
                    options.diskOnly()
                            ? "unsupported configuration: disk-only snapshots require at least one"
                                    + " disk to be selected for snapshot"
                            : "unsupported configuration: nothing selected for snapshot");
        }
        if (request.memoryFile().isPresent()) {
            var file = request.memoryFile().get();
            if (state.files().contains(file)) {
                return new SnapshotRefusal.MemoryFileExists(file);
            }
            if (overlays.stream().anyMatch(overlay -> overlay.image().equals(file))) {
                return new Refusal.InvalidRequest(
                        "cannot save the guest's memory to "
                                + file
                                + ": a disk gets its overlay there; name another with --memspec");
            }
            if (Devices.hold(file)) {
                return new Refusal.InvalidRequest(
                        "cannot save the guest's memory to "
                                + file
                                + ": files among the devices are gone with the next boot; name another"
                                + " with --memspec");
            }
            steps.add(new MemoryStep.ReserveMemory(file));
        }
        var refusal =
                options.noMetadata()
                        ? Optional.<Refusal>empty()
                        : StoreCopies.refuse(intent().toString(), observed);
        return refusal.<Planned>map(why -> why)
                .orElseGet(() ->
                        takeWith(copies(state, observed, overlays), observed, steps, overlays));
    }

    /// Without metadata nothing could name the copies.
    private StoreCopies copies(HostState state, Domain observed, List<Placement> overlays) {
        if (options.noMetadata()) {
            return StoreCopies.none();
        }
        var files = new ArrayList<>(overlays.stream().map(Placement::image).toList());
        request.memoryFile().ifPresent(files::add);
        var names = new OverlayNames(state.files());
        files.forEach(names::take);
        return StoreCopies.of(observed, files, names);
    }

    /// The copies are made right before the disks are switched, and compared right after.
    private Planned takeWith(
            StoreCopies copies, Domain observed, List<Step> steps, List<Placement> overlays) {
        steps.addAll(copies.copying());
        steps.add(take(overlays));
        var all = new ArrayList<>(annotated(steps, copies.noted(annotations)));
        if (observed.state().active()) {
            all.addAll(copies.comparing());
        }
        return Plan.of(intent(), all);
    }

    private List<Step> annotated(List<Step> steps, Annotations noted) {
        return noted.equals(Annotations.none()) || options.noMetadata()
                ? steps
                : Stream.concat(
                                steps.stream(),
                                Stream.of(
                                        new SnapshotStep.Annotate(
                                                name(), noted, Annotations.none())))
                        .toList();
    }

    private static boolean manual(DiskRequest disk) {
        return disk.mode().equals(Optional.of(SnapshotMode.MANUAL));
    }

    private Step take(List<Placement> overlays) {
        return new TakeStep.TakeSnapshot(
                name(), request.document(), List.copyOf(overlays), request.memoryFile(), options);
    }

    private static Optional<DiskTarget> resolve(String name, Domain observed) {
        return observed.disks().stream()
                .filter(disk ->
                        disk.target().name().equals(name)
                                || disk.source()
                                        .image()
                                        .filter(path -> path.toString().equals(name))
                                        .isPresent())
                .map(Disk::target)
                .findFirst();
    }

    /// A disk that the user doesn't name is left out where it is empty or read-only (libvirt:
    /// virDomainSnapshotAlignDisks, and the default that a read-only disk gets when it is parsed).
    private static SnapshotMode mode(Disk disk, Optional<DiskRequest> asked) {
        if (disk.source() instanceof Source.Empty) {
            return SnapshotMode.NO;
        }
        return asked.flatMap(DiskRequest::mode)
                .or(disk::mode)
                .orElse(
                        disk.readonly() && asked.isEmpty()
                                ? SnapshotMode.NO
                                : SnapshotMode.EXTERNAL);
    }
}
