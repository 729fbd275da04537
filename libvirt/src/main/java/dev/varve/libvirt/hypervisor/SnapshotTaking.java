package dev.varve.libvirt.hypervisor;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.plan.Placement;
import dev.varve.core.plan.Step;
import dev.varve.core.plan.TakeOptions;
import dev.varve.image.Backing;
import dev.varve.image.Image;
import dev.varve.image.ImageFormat;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.xml.SnapshotXml;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Takes a snapshot through libvirt, onto overlays that are there already.
///
/// libvirt switches the disks first and writes the metadata last. A libvirt that died in between left
/// a domain on its overlays and no snapshot; then only the metadata is made up for.
final class SnapshotTaking {
    private final LibvirtDomain domain;

    SnapshotTaking(LibvirtDomain domain) {
        this.domain = domain;
    }

    void take(Step.TakeSnapshot step) {
        var options = step.options();
        if (!options.noMetadata() && exists(step)) {
            return;
        }
        var now = Observation.domain(domain);
        if (!step.overlays().isEmpty() && onOverlays(now, step.overlays())) {
            if (!options.noMetadata()) {
                new SnapshotSteps(domain).recordCurrent(madeUp(now, step));
            }
            return;
        }
        domain.createSnapshot(document(step).toString(), flags(step)).close();
    }

    private boolean exists(Step.TakeSnapshot step) {
        try {
            domain.snapshot(step.name().value()).close();
            return true;
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.NO_SNAPSHOT) {
                return false;
            }
            throw e;
        }
    }

    private static boolean onOverlays(Domain now, List<Placement> overlays) {
        return overlays.stream()
                .allMatch(overlay ->
                        now.disk(overlay.disk())
                                .flatMap(disk -> disk.source().image())
                                .equals(Optional.of(Paths.real(overlay.image()))));
    }

    private static Step.RecordSnapshot madeUp(Domain now, Step.TakeSnapshot step) {
        var disks = now.disks().stream().map(disk -> snapshotDisk(disk, step)).toList();
        var heads = step.overlays().stream().map(SnapshotTaking::below).toList();
        return new Step.RecordSnapshot(
                step.name(),
                now.current(),
                now.state().active() ? SnapshotState.DISK_SNAPSHOT : SnapshotState.SHUTOFF,
                Instant.now().getEpochSecond(),
                SnapshotXml.parse(step.document()).description().orElse(""),
                disks,
                heads,
                now.definition());
    }

    private static SnapshotDisk snapshotDisk(Disk disk, Step.TakeSnapshot step) {
        return step.overlays().stream()
                .filter(overlay -> overlay.disk().equals(disk.target()))
                .map(overlay ->
                        new SnapshotDisk(
                                disk.target(), SnapshotMode.EXTERNAL, Optional.of(overlay.image())))
                .findFirst()
                .orElseGet(
                        () -> new SnapshotDisk(disk.target(), SnapshotMode.NO, Optional.empty()));
    }

    private static Placement below(Placement overlay) {
        try {
            var backing = Image.read(overlay.image(), ImageFormat.QCOW2).backing();
            if (backing.isPresent() && backing.get() instanceof Backing.OfFile file) {
                return new Placement(
                        overlay.disk(), file.path(), file.format().orElse(ImageFormat.RAW));
            }
        } catch (IOException e) {
            throw Failures.of("read " + overlay.image(), e);
        }
        throw new HypervisorException(
                Kind.FAILED, overlay.image() + " has no backing file to take a snapshot of");
    }

    private static SnapshotXml document(Step.TakeSnapshot step) {
        var xml = SnapshotXml.parse(step.document()).withName(step.name().value());
        for (var overlay : step.overlays()) {
            xml =
                    byTarget(xml, overlay)
                            .withDiskSource(
                                    overlay.disk().name(),
                                    overlay.image().toString(),
                                    overlay.format().formatName());
        }
        return xml;
    }

    /// A user may name a disk by the path of its image. Where that path is the overlay's backing file
    /// the disk gets its target's name.
    private static SnapshotXml byTarget(SnapshotXml xml, Placement overlay) {
        var base = backingOf(overlay);
        return xml.mapDisks(disk ->
                disk.name().startsWith("/") && Optional.of(Paths.real(disk.name())).equals(base)
                        ? disk.withName(overlay.disk().name())
                        : disk);
    }

    private static Optional<Path> backingOf(Placement overlay) {
        try {
            return Image.read(overlay.image(), ImageFormat.QCOW2)
                    .backing()
                    .filter(Backing.OfFile.class::isInstance)
                    .map(backing -> Paths.real(((Backing.OfFile) backing).path()));
        } catch (IOException _) {
            return Optional
                    .empty(); // libvirt says what is wrong with an overlay of the user's own.
        }
    }

    private static int flags(Step.TakeSnapshot step) {
        var options = step.options();
        return flag(
                        !step.overlays().isEmpty() || options.reuseExternal(),
                        VirDomainSnapshotCreateFlags.REUSE_EXT)
                | flags(options);
    }

    private static int flags(TakeOptions options) {
        return flag(options.diskOnly(), VirDomainSnapshotCreateFlags.DISK_ONLY)
                | flag(options.quiesce(), VirDomainSnapshotCreateFlags.QUIESCE)
                | flag(options.halt(), VirDomainSnapshotCreateFlags.HALT)
                | flag(options.live(), VirDomainSnapshotCreateFlags.LIVE)
                | flag(options.noMetadata(), VirDomainSnapshotCreateFlags.NO_METADATA)
                | flag(options.atomic(), VirDomainSnapshotCreateFlags.ATOMIC)
                | flag(options.validate(), VirDomainSnapshotCreateFlags.VALIDATE);
    }

    private static int flag(boolean set, int flag) {
        return set ? flag : 0;
    }
}
