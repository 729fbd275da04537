package dev.varve.core.plan.clone;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.Source;
import dev.varve.core.plan.ImageRefusal;
import dev.varve.core.plan.Refusal;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The disks of a snapshot as its clones get them: images of their own for those that were frozen. A
/// CD and an empty drive are the origin's.
///
/// @param what the intent, for refusals
/// @param directory where images go; empty for beside the frozen layers
record ClonedDisks(String what, HostState state, Snapshot snapshot, Optional<Path> directory) {
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
            case INTERNAL ->
                    unsuitable(
                            disk,
                            "is in an internal snapshot; take an external one, or revert to it in"
                                    + " a copy of the image");
            case MANUAL -> unsuitable(disk, "was snapshotted by hand");
            case NO -> Optional.empty();
        };
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
        return directory.isEmpty() && layer(image).filter(Layer::block).isPresent()
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

    private Path frozen(DiskTarget disk) {
        return snapshot.frozenLayer(disk).orElseThrow();
    }

    /// {@return the frozen layer}
    Layer layer(DiskTarget disk) {
        return layer(frozen(disk)).orElseThrow();
    }

    /// {@return its format, as the snapshot states it}
    ImageFormat format(DiskTarget disk) {
        return snapshot.domainDisk(disk).flatMap(d -> d.source().imageFormat()).orElseThrow();
    }

    /// {@return what the disk's image of a clone is called, if nobody has that name}
    Path image(String clone, DiskTarget disk) {
        var name = own().size() == 1 ? clone : clone + "-" + disk;
        var beside = frozen(disk).resolveSibling(name + ".qcow2");
        return directory.map(place -> place.resolve(name + ".qcow2")).orElse(beside);
    }

    /// {@return upper bound of the data of one clone}
    long bytes() {
        return own().stream().mapToLong(this::bytes).sum();
    }

    private long bytes(DiskTarget disk) {
        long held =
                Layer.chain(frozen(disk), state::layer).stream().mapToLong(Layer::dataBytes).sum();
        return Math.min(held, layer(disk).virtualSize());
    }
}
