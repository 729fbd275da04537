package dev.varve.libvirt.hypervisor.take;

import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.core.plan.step.TakeStep;
import dev.varve.image.Backing;
import dev.varve.image.Image;
import dev.varve.image.ImageFormat;
import dev.varve.image.InternalSnapshots;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.hypervisor.file.Failures;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.hypervisor.observe.ModelReader;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotMemory;
import dev.varve.libvirt.xml.SnapshotXml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Takes a snapshot through libvirt, onto overlays that are there already.
///
/// libvirt switches the disks first, then saves the domain, and writes the snapshot's metadata last
/// (qemuSnapshotCreateXML). Where it died in between, [UnrecordedSnapshot] makes up for what it didn't
/// get to.
final class SnapshotTaking {
    private final LibvirtConnection connection;
    private final LibvirtDomain domain;

    SnapshotTaking(LibvirtConnection connection, LibvirtDomain domain) {
        this.connection = connection;
        this.domain = domain;
    }

    void take(TakeStep.TakeSnapshot step) {
        if (!step.options().noMetadata() && exists(step)) {
            return;
        }
        var unrecorded = new UnrecordedSnapshot(connection, domain, step);
        if (unrecorded.happened()) {
            unrecorded.record();
            return;
        }
        if (step.overlays().isEmpty() && !domain.isActive()) {
            dropUnrecorded(step);
        }
        domain.createSnapshot(document(step).toString(), flags(step)).close();
    }

    /// An internal snapshot of that name can only be what an attempt that was cut has left. A running
    /// QEMU replaces it by itself.
    private void dropUnrecorded(TakeStep.TakeSnapshot step) {
        for (var disk :
                ModelReader.disks(DomainXml.parse(domain.xml(VirDomainXMLFlags.INACTIVE)))) {
            var image = disk.source().image();
            if (image.isPresent()
                    && disk.source().imageFormat().equals(Optional.of(ImageFormat.QCOW2))) {
                try {
                    InternalSnapshots.remove(image.get(), step.name().value());
                } catch (IOException e) {
                    throw Failures.of("take snapshot " + step.name(), e);
                }
            }
        }
    }

    private boolean exists(TakeStep.TakeSnapshot step) {
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

    private static SnapshotXml document(TakeStep.TakeSnapshot step) {
        var given = SnapshotXml.parse(step.document()).withName(step.name().value());
        var xml =
                step.memory()
                        .map(file -> given.withMemory(SnapshotMemory.external(file.toString())))
                        .orElse(given);
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

    private static int flags(TakeStep.TakeSnapshot step) {
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
