package dev.varve.libvirt.hypervisor.take;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.RunState;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.TakeStep;
import dev.varve.image.Backing;
import dev.varve.image.Image;
import dev.varve.image.ImageFormat;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.hypervisor.file.Failures;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.hypervisor.observe.Observation;
import dev.varve.libvirt.hypervisor.steps.DomainSteps;
import dev.varve.libvirt.hypervisor.steps.SnapshotSteps;
import dev.varve.libvirt.xml.SnapshotMemory;
import dev.varve.libvirt.xml.SnapshotXml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A snapshot that libvirt may have taken without coming to say so: it died after it had switched the
/// disks to their overlays.
///
/// What it had saved until then differs. It may know the overlays as what the guest runs on, but not
/// as what the next start uses; or it may still take the layers below for the active ones, while QEMU
/// writes to the overlays.
final class UnrecordedSnapshot {
    private final LibvirtConnection connection;
    private final LibvirtDomain domain;
    private final TakeStep.TakeSnapshot step;
    private final Domain now;

    UnrecordedSnapshot(
            LibvirtConnection connection, LibvirtDomain domain, TakeStep.TakeSnapshot step) {
        this.connection = connection;
        this.domain = domain;
        this.step = step;
        this.now = Observation.domain(domain);
    }

    /// {@return whether the disks were switched to their overlays}
    ///
    /// @throws HypervisorException where that can't be told, or where an overlay that a guest wrote to
    ///     lies on what isn't the same any more
    boolean happened() {
        long switched = step.overlays().stream().filter(this::isHead).count();
        if (switched == 0) {
            return happenedUnknown();
        }
        if (switched < step.overlays().size()) {
            throw new HypervisorException(
                    Kind.FAILED,
                    "cannot take snapshot "
                            + step.name()
                            + ": only some of the disks of domain "
                            + now.ref()
                            + " are on their overlays; somebody else has changed it");
        }
        return true;
    }

    /// Where nobody but a guest writes to the overlays, one that holds data was switched to, and all
    /// are switched at once.
    private boolean happenedUnknown() {
        if (step.options().reuseExternal()) {
            return false;
        }
        var written =
                step.overlays().stream()
                        .filter(overlay -> !Image.isEmptyOverlay(overlay.image()))
                        .toList();
        written.forEach(this::refuseWritten);
        return !written.isEmpty();
    }

    private boolean isHead(Placement overlay) {
        return names(now.disks(), overlay.disk().name(), overlay.image());
    }

    private static boolean names(List<Disk> disks, String target, Path image) {
        return disks.stream()
                .filter(disk -> disk.target().name().equals(target))
                .anyMatch(disk -> disk.source().image().equals(Optional.of(Paths.real(image))));
    }

    private void refuseWritten(Placement overlay) {
        var base = below(overlay).image();
        if (now.state().active()) {
            throw new HypervisorException(
                    Kind.BUSY,
                    ("cannot take snapshot %s: QEMU has %s open, while libvirt, which ended in the"
                                    + " middle of it, takes %s for the active layer of disk %s; shut"
                                    + " the guest down")
                            .formatted(step.name(), overlay.image(), base, overlay.disk()));
        }
        if (modified(base) > modified(overlay.image())) {
            throw new HypervisorException(
                    Kind.FAILED,
                    ("cannot take snapshot %s: a guest wrote to %s, and later to %s below it, so that the"
                                    + " two don't fit together any more; copy both before you try"
                                    + " anything else")
                            .formatted(step.name(), overlay.image(), base));
        }
    }

    private static long modified(Path image) {
        try {
            return Files.getLastModifiedTime(image).toMillis();
        } catch (IOException e) {
            throw Failures.of("read " + image, e);
        }
    }

    /// Makes up for what libvirt didn't get to: the next start's disks, the metadata, the halt.
    void record() {
        new DomainSteps(connection, domain).repoint(outdated());
        if (!step.options().noMetadata()) {
            new SnapshotSteps(domain).recordCurrent(withMemory(SnapshotSteps.document(metadata())));
        }
        if (step.options().halt() && domain.isActive()) {
            domain.destroy();
        }
    }

    private List<Move> outdated() {
        return step.overlays().stream()
                .filter(overlay -> !names(now.nextDisks(), overlay.disk().name(), overlay.image()))
                .map(overlay ->
                        new Move(
                                overlay.disk(),
                                below(overlay).image(),
                                overlay.image(),
                                overlay.format()))
                .toList();
    }

    private SnapshotStep.RecordSnapshot metadata() {
        return new SnapshotStep.RecordSnapshot(
                step.name(),
                now.current(),
                wasActive() ? SnapshotState.DISK_SNAPSHOT : SnapshotState.SHUTOFF,
                Instant.now().getEpochSecond(),
                SnapshotXml.parse(step.document()).description().orElse(""),
                now.disks().stream().map(this::snapshotDisk).toList(),
                step.overlays().stream().map(UnrecordedSnapshot::below).toList(),
                now.definition(),
                Annotations.none());
    }

    private boolean wasActive() {
        return now.state().active()
                || step.overlays().stream()
                        .anyMatch(overlay -> !Image.isEmptyOverlay(overlay.image()));
    }

    private SnapshotDisk snapshotDisk(Disk disk) {
        return step.overlays().stream()
                .filter(overlay -> overlay.disk().equals(disk.target()))
                .map(overlay ->
                        new SnapshotDisk(
                                disk.target(), SnapshotMode.EXTERNAL, Optional.of(overlay.image())))
                .findFirst()
                .orElseGet(
                        () -> new SnapshotDisk(disk.target(), SnapshotMode.NO, Optional.empty()));
    }

    /// The memory is saved before the disks are switched. Where it is whole it belongs to the snapshot.
    private SnapshotXml withMemory(SnapshotXml snapshot) {
        if (step.memory().isEmpty() || !isWhole(step.memory().get())) {
            return snapshot;
        }
        var state = now.state() == RunState.PAUSED ? SnapshotState.PAUSED : SnapshotState.RUNNING;
        return snapshot.withMemory(SnapshotMemory.external(step.memory().get().toString()))
                .withState(state.word());
    }

    /// libvirt marks the file as whole at the end, and reads no other.
    private boolean isWhole(Path memory) {
        try {
            return !connection.saveImageXml(memory.toString(), 0).isEmpty();
        } catch (LibvirtException _) {
            return false;
        }
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
}
