package dev.varve.core.plan.snapshot;

import dev.varve.core.model.Devices;
import dev.varve.core.model.Disk;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Source;
import dev.varve.core.plan.layers.ImagePlaces;
import dev.varve.core.plan.layers.OverlayNames;
import dev.varve.core.plan.snapshot.SnapshotRequest.DiskRequest;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The overlays that a snapshot puts on the disks of its domain.
final class NewOverlays {
    private final CreateSnapshot create;
    private final HostState state;
    private final Set<Path> planned;
    private final List<Step> steps = new ArrayList<>();
    private final List<Placement> placements = new ArrayList<>();

    /// @param planned what others get or the user names, which none of these may be
    NewOverlays(CreateSnapshot create, HostState state, Set<Path> planned) {
        this.create = create;
        this.state = state;
        this.planned = new HashSet<>(planned);
    }

    /// {@return the steps that make those that aren't there}
    List<Step> steps() {
        return List.copyOf(steps);
    }

    /// {@return which disk gets which}
    List<Placement> placements() {
        return List.copyOf(placements);
    }

    /// Gives the disk an overlay.
    ///
    /// @param asked what the user wants of it
    /// @return why it can't have one
    Optional<Refusal> add(Disk disk, Optional<DiskRequest> asked) {
        var unsuitable = refuseDisk(disk, asked);
        if (unsuitable.isPresent()) {
            return unsuitable;
        }
        var base = disk.source().image().orElseThrow();
        var written = refuseWritten(base);
        if (written.isPresent()) {
            return written;
        }
        var format = asked.flatMap(DiskRequest::format).orElse(ImageFormat.QCOW2);
        var overlay =
                asked.flatMap(DiskRequest::file)
                        .orElseGet(() -> OverlayNames.named(base, create.name().value(), planned));
        planned.add(overlay);
        if (!create.options().reuseExternal() && state.files().contains(overlay)) {
            return Optional.of(new ImageRefusal.OverlayExists(disk.target(), overlay));
        }
        int layers = state.depth(base) + 1;
        if (layers > state.limits().layers()) {
            return Optional.of(
                    new ImageRefusal.ChainTooLong(
                            create.intent().toString(), disk.target(), layers, state.limits()));
        }
        placements.add(new Placement(disk.target(), overlay, format));
        if (create.options().reuseExternal()) {
            return refuseGiven(disk, overlay);
        }
        return addCreation(disk, overlay);
    }

    /// The domain couldn't be started on what says nothing of the layer below it.
    private Optional<Refusal> refuseGiven(Disk disk, Path overlay) {
        return state.layer(overlay)
                .filter(layer -> layer.format() != ImageFormat.QCOW2)
                .map(_ ->
                        new ImageRefusal.UnsuitableDisk(
                                create.intent().toString(),
                                disk.target(),
                                "would get "
                                        + overlay
                                        + " as its overlay, which is no qcow2 image; make it with \"qemu-img"
                                        + " create -f qcow2 -b\" on what the disk has now"));
    }

    /// What a guest of another domain writes would change below the overlay.
    private Optional<Refusal> refuseWritten(Path image) {
        var running = state.domains().stream().filter(other -> other.state().active()).toList();
        return ImageRefusal.ImageInUse.written(
                create.intent().toString(), state.with(running), image, create.domain());
    }

    private Optional<Refusal> addCreation(Disk disk, Path overlay) {
        var base = disk.source().image().orElseThrow();
        var lacking = ImageRefusal.ImageMissing.of(create.intent().toString(), state, base);
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

    private Optional<Refusal> refuseDisk(Disk disk, Optional<DiskRequest> asked) {
        var target = disk.target();
        if (disk.busy()) {
            return Optional.of(new ImageRefusal.BlockJobRuns(create.intent().toString(), target));
        }
        return unsuitable(disk, asked)
                .map(why ->
                        new ImageRefusal.UnsuitableDisk(create.intent().toString(), target, why));
    }

    private boolean isPlace(Disk disk) {
        return !(disk.source() instanceof Source.Block)
                && disk.source()
                        .image()
                        .filter(image -> ImagePlaces.isPlace(state, image))
                        .isPresent();
    }

    private Optional<String> unsuitable(Disk disk, Optional<DiskRequest> asked) {
        if (disk.device().equals("lun")) {
            return Optional.of("is a SCSI device that is passed through");
        }
        if (disk.source() instanceof Source.Elsewhere(var type)) {
            return Optional.of("has a source of type '" + type + "', which is not yet supported");
        }
        var file = asked.flatMap(DiskRequest::file);
        if (file.isEmpty() && !isPlace(disk)) {
            return Optional.of("is on a block device; name the overlay's file with --diskspec");
        }
        if (file.filter(Devices::hold).isPresent() && !create.options().reuseExternal()) {
            return Optional.of(
                    "would get its overlay among the devices in "
                            + file.get().getParent()
                            + ", where files are gone with the next boot; name another with"
                            + " --diskspec");
        }
        if (asked.isPresent()
                && !asked.get().type().equals("file")
                && !create.options().reuseExternal()) {
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
