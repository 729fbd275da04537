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
import dev.varve.core.plan.layers.ImagePlaces;
import dev.varve.core.plan.layers.OverlayNames;
import dev.varve.core.plan.snapshot.SnapshotRequest.DiskRequest;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.ImageStep;
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
import dev.varve.image.ImageFormat;
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
        var steps = new ArrayList<Step>();
        var overlays = new ArrayList<Placement>();
        var planned = new HashSet<>(others);
        for (var disk : observed.disks()) {
            var file = Optional.ofNullable(requested.get(disk.target())).flatMap(DiskRequest::file);
            if (file.isPresent() && !planned.add(file.get().normalize())) {
                return new ImageRefusal.OverlayTwice(disk.target(), file.get());
            }
        }
        for (var disk : observed.disks()) {
            var asked = Optional.ofNullable(requested.get(disk.target()));
            if (mode(disk, asked) != SnapshotMode.EXTERNAL) {
                continue;
            }
            var refusal = addOverlay(state, disk, asked, planned, steps, overlays);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        return finish(state, observed, steps, overlays);
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

    private Optional<Refusal> addOverlay(
            HostState state,
            Disk disk,
            Optional<DiskRequest> asked,
            Set<Path> planned,
            List<Step> steps,
            List<Placement> overlays) {
        var unsuitable = refuseDisk(state, disk, asked);
        if (unsuitable.isPresent()) {
            return unsuitable;
        }
        var base = disk.source().image().orElseThrow();
        var written = refuseWritten(state, base);
        if (written.isPresent()) {
            return written;
        }
        var format = asked.flatMap(DiskRequest::format).orElse(ImageFormat.QCOW2);
        var overlay =
                asked.flatMap(DiskRequest::file)
                        .orElseGet(() -> OverlayNames.named(base, name().value(), planned));
        planned.add(overlay);
        if (!options.reuseExternal() && state.files().contains(overlay)) {
            return Optional.of(new ImageRefusal.OverlayExists(disk.target(), overlay));
        }
        int layers = state.depth(base) + 1;
        if (layers > state.limits().layers()) {
            return Optional.of(
                    new ImageRefusal.ChainTooLong(
                            intent().toString(), disk.target(), layers, state.limits()));
        }
        overlays.add(new Placement(disk.target(), overlay, format));
        if (options.reuseExternal()) {
            return refuseGiven(state, disk, overlay);
        }
        return addCreation(state, disk, overlay, steps);
    }

    /// The domain couldn't be started on what says nothing of the layer below it.
    private Optional<Refusal> refuseGiven(HostState state, Disk disk, Path overlay) {
        return state.layer(overlay)
                .filter(layer -> layer.format() != ImageFormat.QCOW2)
                .map(_ ->
                        new ImageRefusal.UnsuitableDisk(
                                intent().toString(),
                                disk.target(),
                                "would get "
                                        + overlay
                                        + " as its overlay, which is no qcow2 image; make it with \"qemu-img"
                                        + " create -f qcow2 -b\" on what the disk has now"));
    }

    /// What a guest of another domain writes would change below the overlay.
    private Optional<Refusal> refuseWritten(HostState state, Path image) {
        var running = state.domains().stream().filter(other -> other.state().active()).toList();
        return ImageRefusal.ImageInUse.written(
                intent().toString(), state.with(running), image, domain);
    }

    private Optional<Refusal> addCreation(
            HostState state, Disk disk, Path overlay, List<Step> steps) {
        var base = disk.source().image().orElseThrow();
        var lacking = ImageRefusal.ImageMissing.of(intent().toString(), state, base);
        if (lacking.isPresent()) {
            return lacking;
        }
        steps.add(
                new ImageStep.CreateOverlay(
                        disk.target(),
                        overlay,
                        base,
                        disk.source().imageFormat().orElseThrow(),
                        state.layer(base).orElseThrow().virtualSize()));
        return Optional.empty();
    }

    private Optional<Refusal> refuseDisk(HostState state, Disk disk, Optional<DiskRequest> asked) {
        var target = disk.target();
        if (disk.busy()) {
            return Optional.of(new ImageRefusal.BlockJobRuns(intent().toString(), target));
        }
        return unsuitable(state, disk, asked)
                .map(why -> new ImageRefusal.UnsuitableDisk(intent().toString(), target, why));
    }

    private static boolean isPlace(HostState state, Disk disk) {
        return !(disk.source() instanceof Source.Block)
                && disk.source()
                        .image()
                        .filter(image -> ImagePlaces.isPlace(state, image))
                        .isPresent();
    }

    private Optional<String> unsuitable(HostState state, Disk disk, Optional<DiskRequest> asked) {
        if (disk.device().equals("lun")) {
            return Optional.of("is a SCSI device that is passed through");
        }
        if (disk.source() instanceof Source.Elsewhere(var type)) {
            return Optional.of("has a source of type '" + type + "', which is not yet supported");
        }
        var file = asked.flatMap(DiskRequest::file);
        if (file.isEmpty() && !isPlace(state, disk)) {
            return Optional.of("is on a block device; name the overlay's file with --diskspec");
        }
        if (file.filter(Devices::hold).isPresent() && !options.reuseExternal()) {
            return Optional.of(
                    "would get its overlay among the devices in "
                            + file.get().getParent()
                            + ", where files are gone with the next boot; name another with"
                            + " --diskspec");
        }
        if (asked.isPresent() && !asked.get().type().equals("file") && !options.reuseExternal()) {
            return Optional.of(
                    "would get an overlay of type '"
                            + asked.get().type()
                            + "'; make it yourself and add --reuse-external");
        }
        return asked.flatMap(DiskRequest::format)
                .filter(format -> format != ImageFormat.QCOW2)
                .map(format ->
                        "would get an overlay in format '" + format.formatName() + "', not qcow2");
    }
}
