package dev.varve.core.plan.snapshot;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.InternalSnapshot;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.layers.Forest;
import dev.varve.core.plan.layers.OverlayNames;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How one disk gets back to a snapshot.
sealed interface RevertedDisk {
    DiskTarget disk();

    /// {@return the image that the disk has afterwards}
    Placement placement();

    /// {@return what can be done while the guest still runs}
    default List<Step> preparation() {
        return List.of();
    }

    /// {@return what has to wait until no guest runs}
    ///
    /// @param keep the internal snapshot for what the disk holds now
    /// @param discard whether that goes at the end
    default List<Step> change(SnapshotName keep, boolean discard) {
        return List.of();
    }

    /// Lets the forest be as it is afterwards.
    void place(Forest forest);

    /// {@return upper bound of the bytes that are copied}
    default long bytes() {
        return 0;
    }

    /// {@return what else to know about it, in a sentence}
    default Optional<String> remark() {
        return Optional.empty();
    }

    /// {@return whether the image that the disk has now is the one that it has afterwards}
    default boolean keepsImage(Path head) {
        return false;
    }

    /// {@return whether the disk goes back to what the snapshot has; one that the snapshot left out doesn't}
    default boolean goesBack() {
        return true;
    }

    /// {@return whether the disk goes on to write the image that it, or another, has now}
    default boolean writes(Path head) {
        return false;
    }

    /// {@return an image that the snapshot doesn't name afterwards, and that nobody may need any more}
    default Optional<Path> emptied() {
        return Optional.empty();
    }

    /// {@return the image that has what the disk goes back to}
    Path origin();

    /// A new overlay goes onto the layer that an external snapshot froze.
    ///
    /// @param format of the base, as the snapshot states it
    record OnOverlay(DiskTarget disk, Path overlay, Layer base, ImageFormat format)
            implements RevertedDisk {
        @Override
        public Placement placement() {
            return new Placement(disk, overlay, ImageFormat.QCOW2);
        }

        @Override
        public List<Step> preparation() {
            return List.of(
                    new ImageStep.CreateOverlay(
                            disk, overlay, base.path(), format, base.virtualSize()));
        }

        @Override
        public void place(Forest forest) {
            forest.disks().make(overlay);
            forest.put(
                    new Layer(
                            overlay,
                            ImageFormat.QCOW2,
                            false,
                            base.virtualSize(),
                            0,
                            Optional.of(new Layer.Backing(base.path(), Optional.of(format))),
                            List.of(),
                            true,
                            Optional.empty(),
                            Layer.Mark.NONE));
            forest.place(disk, overlay);
        }

        @Override
        public Path origin() {
            return base.path();
        }
    }

    /// A disk that the snapshot left out goes on with what it holds, in an overlay: what it lies on is kept
    /// with the state that is left, or needed by others.
    record Staying(OnOverlay overlay) implements RevertedDisk {
        @Override
        public DiskTarget disk() {
            return overlay.disk();
        }

        @Override
        public Placement placement() {
            return overlay.placement();
        }

        @Override
        public List<Step> preparation() {
            return overlay.preparation();
        }

        @Override
        public void place(Forest forest) {
            overlay.place(forest);
        }

        @Override
        public boolean goesBack() {
            return false;
        }

        @Override
        public Path origin() {
            return overlay.origin();
        }
    }

    /// A disk that the snapshot left out goes on in its image.
    ///
    /// @param now its target at present
    record AsItIs(DiskTarget disk, Path image, ImageFormat format, DiskTarget now)
            implements RevertedDisk {
        @Override
        public Placement placement() {
            return new Placement(disk, image, format);
        }

        @Override
        public void place(Forest forest) {
            forest.place(disk, image);
        }

        @Override
        public boolean goesBack() {
            return false;
        }

        @Override
        public boolean writes(Path head) {
            return image.equals(head);
        }

        @Override
        public Path origin() {
            return image;
        }
    }

    /// The image goes back to the internal snapshot that it holds. Nobody else needs what is in it.
    ///
    /// @param active whether it is the domain's active layer, whose contents are left behind
    record InPlace(DiskTarget disk, SnapshotName snapshot, Layer image, boolean active)
            implements RevertedDisk {
        @Override
        public Placement placement() {
            return new Placement(disk, image.path(), image.format());
        }

        @Override
        public List<Step> preparation() {
            return active
                    ? List.of()
                    : List.of(new InternalStep.ResetImage(disk, snapshot, image.path()));
        }

        @Override
        public List<Step> change(SnapshotName keep, boolean discard) {
            if (!active) {
                return List.of();
            }
            var apply = new InternalStep.ApplyInternal(disk, image.path(), snapshot, keep);
            return discard
                    ? List.of(apply, new InternalStep.RemoveInternal(image.path(), keep))
                    : List.of(apply);
        }

        @Override
        public void place(Forest forest) {
            forest.place(disk, image.path());
        }

        @Override
        public boolean keepsImage(Path head) {
            return active && image.path().equals(head);
        }

        @Override
        public Path origin() {
            return image.path();
        }
    }

    /// The internal snapshot moves to a copy of its image, since others need the image as it is.
    ///
    /// @param foreign whether other domains may have the image open, so that the snapshot stays there
    ///     as well
    record InCopy(DiskTarget disk, SnapshotName snapshot, Layer image, Path copy, boolean foreign)
            implements RevertedDisk {
        @Override
        public Placement placement() {
            return new Placement(disk, copy, image.format());
        }

        @Override
        public List<Step> preparation() {
            return List.of(new InternalStep.CopySnapshot(disk, snapshot, image.path(), copy));
        }

        @Override
        public List<Step> change(SnapshotName keep, boolean discard) {
            var move = new Move(disk, image.path(), copy, image.format());
            var repoint = new SnapshotStep.RepointSnapshot(snapshot, List.of(move));
            return foreign
                    ? List.of(repoint)
                    : List.of(repoint, new InternalStep.RemoveInternal(image.path(), snapshot));
        }

        @Override
        public void place(Forest forest) {
            forest.put(image.copiedAs(copy, snapshot));
            if (!foreign) {
                forest.put(image.without(snapshot));
            }
            forest.place(disk, copy);
        }

        @Override
        public long bytes() {
            return image.dataBytes();
        }

        @Override
        public Optional<Path> emptied() {
            return foreign ? Optional.empty() : Optional.of(image.path());
        }

        @Override
        public Optional<String> remark() {
            return foreign
                    ? Optional.of(
                            "internal snapshot "
                                    + snapshot
                                    + " stays in "
                                    + image.path()
                                    + " as well, since images that are not this domain's need it")
                    : Optional.empty();
        }

        @Override
        public Path origin() {
            return image.path();
        }
    }

    /// {@return the way of each disk that the snapshot has}
    ///
    /// @param names for new images
    /// @param ending of those names
    static List<RevertedDisk> of(Forest forest, Snapshot found, OverlayNames names, String ending) {
        return found.disks().stream()
                .map(SnapshotDisk::target)
                .flatMap(target -> of(forest, found, target, names, ending).stream())
                .toList();
    }

    private static Optional<RevertedDisk> of(
            Forest forest, Snapshot found, DiskTarget target, OverlayNames names, String ending) {
        return switch (found.mode(target)) {
            case EXTERNAL ->
                    found.frozenLayer(target)
                            .flatMap(forest::layer)
                            .map(base -> onOverlay(found, target, base, names, ending));
            case INTERNAL ->
                    found.holder(target)
                            .flatMap(forest::layer)
                            .map(image ->
                                    onImage(forest, found.name(), target, image, names, ending));
            case NO, MANUAL -> Optional.empty();
        };
    }

    private static RevertedDisk onOverlay(
            Snapshot found, DiskTarget target, Layer base, OverlayNames names, String ending) {
        var format =
                found.domainDisk(target)
                        .flatMap(disk -> disk.source().imageFormat())
                        .orElse(base.format());
        return new OnOverlay(target, names.free(base.path(), ending), base, format);
    }

    private static RevertedDisk onImage(
            Forest forest,
            SnapshotName snapshot,
            DiskTarget target,
            Layer image,
            OverlayNames names,
            String ending) {
        return needed(forest, image.path()) || unkept(forest, snapshot, image)
                ? new InCopy(
                        target,
                        snapshot,
                        image,
                        names.free(image.path(), ending),
                        forest.foreign(image.path()))
                : new InPlace(target, snapshot, image, forest.head(image.path()));
    }

    /// Whether what a disk holds that was detached would be lost: no snapshot can keep it.
    private static boolean unkept(Forest forest, SnapshotName snapshot, Layer image) {
        return !forest.head(image.path())
                && image.internalSnapshot(snapshot).filter(InternalSnapshot::unchanged).isEmpty();
    }

    /// Whether somebody else needs the image to read as it does.
    private static boolean needed(Forest forest, Path image) {
        return forest.foreign(image) || forest.frozen(image) || !forest.overlays(image).isEmpty();
    }
}
