package dev.varve.core.plan.clone;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.Source;
import dev.varve.core.plan.layers.ImagePlaces;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The disks of a snapshot as its clones get them: images of their own for those that were frozen. A
/// CD and an empty drive are the origin's.
///
/// @param what the intent, for refusals
/// @param full whether a clone gets all of the data
/// @param directory where images go; empty for beside the frozen layers
record ClonedDisks(
        String what, HostState state, Snapshot snapshot, boolean full, Optional<Path> directory) {
    /// {@return the disks that each clone gets an image of its own for}
    List<DiskTarget> own() {
        return snapshot.domainDisks().stream()
                .map(Disk::target)
                .filter(target -> snapshot.mode(target) != SnapshotMode.NO)
                .toList();
    }

    /// {@return why one of the disks can't be cloned}
    Optional<Refusal> refuse() {
        for (var disk : snapshot.domainDisks()) {
            var refusal =
                    snapshot.mode(disk.target()) == SnapshotMode.NO
                            ? refuseShared(disk)
                            : refuseOwn(disk);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    /// Two guests that write to one image destroy it.
    private Optional<Refusal> refuseShared(Disk disk) {
        return disk.readonly() || disk.source() instanceof Source.Empty
                ? Optional.empty()
                : unsuitable(disk, "isn't in snapshot " + snapshot.name());
    }

    private Optional<Refusal> refuseOwn(Disk disk) {
        return switch (snapshot.mode(disk.target())) {
            case EXTERNAL -> refuseImage(disk);
            case INTERNAL -> refuseInternal(disk);
            case MANUAL -> unsuitable(disk, "was snapshotted by hand");
            case NO -> Optional.empty();
        };
    }

    /// Nothing can lie on an internal snapshot, and of an image that a QEMU writes nobody else reads one.
    private Optional<Refusal> refuseInternal(Disk disk) {
        if (!full) {
            return unsuitable(
                    disk,
                    "is in an internal snapshot, on which no overlay can lie; --full copies it out");
        }
        var image = snapshot.holder(disk.target());
        if (image.isEmpty()) {
            return unsuitable(disk, "isn't in a file or on a block device of this host");
        }
        return ImageRefusal.ImageMissing.of(what, state, image.get())
                .or(() -> refuseLost(disk, image.get()))
                .or(() -> refuseOpen(disk, image.get()))
                .or(() -> refuseDevice(disk, image.get()));
    }

    private Optional<Refusal> refuseLost(Disk disk, Path image) {
        return layer(image).flatMap(held -> held.internalSnapshot(snapshot.name())).isEmpty()
                ? unsuitable(disk, "is in " + image + ", which doesn't hold the snapshot any more")
                : Optional.empty();
    }

    private Optional<Refusal> refuseOpen(Disk disk, Path image) {
        return state.domains().stream()
                .filter(domain -> domain.state().active())
                .filter(domain -> domain.disks().stream().anyMatch(d -> d.writes(image)))
                .findFirst()
                .flatMap(domain ->
                        unsuitable(
                                disk,
                                "of the snapshot is in %s, which the guest of %s writes; shut it down"
                                        .formatted(image, domain.ref())));
    }

    private Optional<Refusal> refuseImage(Disk disk) {
        var image = disk.source().image();
        if (image.isEmpty()) {
            return unsuitable(disk, "isn't in a file or on a block device of this host");
        }
        return ImageRefusal.ImageMissing.of(what, state, image.get())
                .or(() -> refuseHead(disk, image.get()))
                .or(() -> refuseDevice(disk, image.get()))
                .or(() -> refuseLength(disk, image.get()));
    }

    /// Somebody let a domain use the frozen layer itself, and it doesn't hold the snapshot any more.
    private Optional<Refusal> refuseHead(Disk disk, Path image) {
        Predicate<Disk> writes = d -> d.source().image().equals(Optional.of(image));
        return state.domains().stream()
                .filter(domain -> domain.allDisks().anyMatch(writes.and(d -> !d.readonly())))
                .findFirst()
                .flatMap(domain ->
                        unsuitable(
                                disk,
                                "of the snapshot is in %s, which domain %s writes"
                                        .formatted(image, domain.ref())));
    }

    private Optional<Refusal> refuseDevice(Disk disk, Path image) {
        return directory.isEmpty() && !ImagePlaces.isPlace(state, image)
                ? unsuitable(disk, "is on a block device; say with --dir where the image goes")
                : Optional.empty();
    }

    private Optional<Refusal> refuseLength(Disk disk, Path image) {
        int layers = state.depth(image) + 1;
        return layers > state.limits().layers()
                ? Optional.of(
                        new ImageRefusal.ChainTooLong(what, disk.target(), layers, state.limits()))
                : Optional.empty();
    }

    private Optional<Refusal> unsuitable(Disk disk, String why) {
        return Optional.of(new ImageRefusal.UnsuitableDisk(what, disk.target(), why));
    }

    private Optional<Layer> layer(Path image) {
        return state.layer(image);
    }

    /// {@return the layer that was frozen, or that holds the snapshot}
    private Path kept(DiskTarget disk) {
        return snapshot.frozenLayer(disk).or(() -> snapshot.holder(disk)).orElseThrow();
    }

    private Layer layer(DiskTarget disk) {
        return layer(kept(disk)).orElseThrow();
    }

    /// {@return the step that makes the disk's image of a clone}
    Step made(DiskTarget disk, Path image) {
        var layer = layer(disk);
        return full
                ? new ImageStep.CopyImage(disk, layer.path(), format(disk), internal(disk), image)
                : new ImageStep.CreateOverlay(
                        disk, image, layer.path(), format(disk), layer.virtualSize());
    }

    private Optional<SnapshotName> internal(DiskTarget disk) {
        return snapshot.holder(disk).map(_ -> snapshot.name());
    }

    /// {@return its format, as the snapshot states it}
    private ImageFormat format(DiskTarget disk) {
        return snapshot.domainDisk(disk).flatMap(d -> d.source().imageFormat()).orElseThrow();
    }

    /// {@return what the disk's image of a clone is called, if nobody has that name}
    Path image(String clone, DiskTarget disk) {
        var name = own().size() == 1 ? clone : clone + "-" + disk;
        var beside = kept(disk).resolveSibling(name + ".qcow2");
        return directory.map(place -> place.resolve(name + ".qcow2")).orElse(beside);
    }

    /// {@return upper bound of the data of one clone}
    long bytes() {
        return own().stream().mapToLong(this::bytes).sum();
    }

    private long bytes(DiskTarget disk) {
        long held =
                Layer.chain(kept(disk), state::layer).stream().mapToLong(Layer::dataBytes).sum();
        return Math.min(held, layer(disk).virtualSize());
    }
}
