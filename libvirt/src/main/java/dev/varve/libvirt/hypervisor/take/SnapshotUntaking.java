package dev.varve.libvirt.hypervisor.take;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.Domain;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.TakeStep;
import dev.varve.image.Image;
import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.hypervisor.file.Failures;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.hypervisor.merge.Merge;
import dev.varve.libvirt.hypervisor.merge.MergeLimits;
import dev.varve.libvirt.hypervisor.observe.Observation;
import dev.varve.libvirt.hypervisor.steps.DomainSteps;
import dev.varve.libvirt.hypervisor.steps.ImageSteps;
import dev.varve.libvirt.hypervisor.steps.SnapshotSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes back a snapshot that was taken, in part or in full, or not at all.
///
/// The metadata goes first, as with any delete. Then each overlay that the domain is on is committed
/// into the layer below, live or off-line: it is empty where the guest was paused since, and whatever it
/// holds otherwise is kept.
final class SnapshotUntaking {
    private final LibvirtConnection connection;
    private final LibvirtDomain domain;
    private final MergeLimits limits;
    private final Progress progress;

    SnapshotUntaking(
            LibvirtConnection connection,
            LibvirtDomain domain,
            MergeLimits limits,
            Progress progress) {
        this.connection = connection;
        this.domain = domain;
        this.limits = limits;
        this.progress = progress;
    }

    void untake(TakeStep.UntakeSnapshot step) {
        var snapshots = new SnapshotSteps(domain);
        if (snapshots.placed(step.name(), step.moves().stream().map(Move::from).toList())) {
            snapshots.forget(new SnapshotStep.ForgetSnapshot(step.name(), "", List.of(), false));
        }
        var now = Observation.domain(domain);
        var left = new ArrayList<Move>();
        for (var move : step.moves()) {
            if (isHead(now, move)) {
                var commit = new MergeStep.Commit(move.disk(), move.from(), move.to());
                new Merge(connection, domain, limits, progress).commit(commit);
            } else {
                refuseUnnoted(step, move);
                left.add(move);
            }
        }
        new DomainSteps(connection, domain).repoint(step.moves());
        step.moves().forEach(move -> remove(move, left.contains(move)));
    }

    private static boolean isHead(Domain now, Move move) {
        return now.disk(move.disk())
                .flatMap(disk -> disk.source().image())
                .equals(Optional.of(Paths.real(move.from())));
    }

    /// Where libvirt died between the switch and its note of it, QEMU is on the overlay while libvirt
    /// takes the layer below for the active one; and a guest that was let go then may have written to
    /// the overlay what is nowhere else.
    private void refuseUnnoted(TakeStep.UntakeSnapshot step, Move move) {
        if (!Files.exists(move.from()) || Image.isEmptyOverlay(move.from())) {
            return;
        }
        if (isOpen(move.from())) {
            throw new HypervisorException(
                    Kind.BUSY,
                    ("cannot take back snapshot %s: QEMU has %s open, while libvirt, which ended in the"
                                    + " middle of it, takes %s for the active layer of disk %s; shut"
                                    + " the guest of %s down")
                            .formatted(
                                    step.name(),
                                    move.from(),
                                    move.to(),
                                    move.disk(),
                                    domain.name()));
        }
        if (modified(move.from()) > modified(move.to())) {
            throw new HypervisorException(
                    Kind.FAILED,
                    ("cannot take back snapshot %s: a guest wrote to %s, which domain %s is not on;"
                                    + " commit it into %s, or copy it, and remove it")
                            .formatted(step.name(), move.from(), domain.name(), move.to()));
        }
    }

    private static boolean isOpen(Path image) {
        try {
            return Image.isOpenForWriting(image);
        } catch (IOException e) {
            throw Failures.of("read " + image, e);
        }
    }

    private static long modified(Path image) {
        try {
            return Files.getLastModifiedTime(image).toMillis();
        } catch (IOException e) {
            throw Failures.of("read " + image, e);
        }
    }

    private void remove(Move move, boolean untouched) {
        var images = new ImageSteps(domain.uuid());
        if (untouched) {
            images.drop(new ImageStep.DropOverlay(move.from(), move.to()));
        } else {
            images.remove(new ImageStep.RemoveImage(move.from()));
        }
    }
}
