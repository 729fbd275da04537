package dev.varve.libvirt.hypervisor.steps;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.Layer;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.image.Backing;
import dev.varve.image.ChangeBacking;
import dev.varve.image.Copy;
import dev.varve.image.CopyProgress;
import dev.varve.image.Differences;
import dev.varve.image.FileCopy;
import dev.varve.image.Image;
import dev.varve.image.ImageFormat;
import dev.varve.image.InternalSnapshots;
import dev.varve.image.Overlay;
import dev.varve.image.OverlaySpec;
import dev.varve.image.Seen;
import dev.varve.image.failure.ImageInUseException;
import dev.varve.libvirt.hypervisor.file.Failures;
import dev.varve.libvirt.hypervisor.file.PartialFile;
import dev.varve.libvirt.hypervisor.file.Paths;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Steps on image files that no QEMU has open.
public final class ImageSteps {
    private final String tag;

    /// @param tag marks the partial files of the domain whose lock the operation holds
    public ImageSteps(String tag) {
        this.tag = tag;
    }

    public void perform(ImageStep step, Progress progress) {
        switch (step) {
            case ImageStep.CreateOverlay s -> create(s);
            case ImageStep.DropOverlay s -> drop(s);
            case ImageStep.CopyImage s -> copy(s, progress);
            case ImageStep.DropImageCopy s -> drop(s);
            case ImageStep.CopyLayer s -> copy(s, progress);
            case ImageStep.DropLayerCopy s -> drop(s);
            case ImageStep.RepointOverlay s -> repoint(s);
            case ImageStep.StateFormat s -> state(s);
            case ImageStep.RemoveImage s -> remove(s);
        }
    }

    void create(ImageStep.CreateOverlay step) {
        try {
            var spec = OverlaySpec.of(step.overlay(), step.base(), step.baseFormat(), tag);
            Files.deleteIfExists(spec.partial()); // Of an attempt that was cut.
            if (Overlay.isMade(spec)) {
                return;
            }
            Overlay.create(spec);
        } catch (IOException e) {
            throw Failures.of("create overlay " + step.overlay() + " for disk " + step.disk(), e);
        }
    }

    public void drop(ImageStep.DropOverlay step) {
        try {
            Files.deleteIfExists(PartialFile.of(step.overlay(), tag));
            if (isMade(step)) {
                Image.remove(step.overlay());
            }
        } catch (IOException e) {
            throw Failures.of("remove overlay " + step.overlay(), e);
        }
    }

    /// An overlay that holds something, or that isn't as Varve makes them, stays.
    private boolean isMade(ImageStep.DropOverlay step) throws IOException {
        if (!Image.isEmptyOverlay(step.overlay())) {
            return false;
        }
        var format =
                Image.read(step.overlay(), ImageFormat.QCOW2).backing().flatMap(Backing::format);
        return format.isPresent()
                && Overlay.isMade(OverlaySpec.of(step.overlay(), step.base(), format.get(), tag));
    }

    private static Path backing(Path overlay) throws IOException {
        var backing = Image.read(overlay, ImageFormat.QCOW2).backing();
        return backing.filter(Backing.OfFile.class::isInstance)
                .map(Backing.OfFile.class::cast)
                .map(file -> Paths.real(file.path()))
                .orElse(Path.of(""));
    }

    void copy(ImageStep.CopyImage step, Progress progress) {
        try {
            var spec = OverlaySpec.of(step.copy(), step.source(), step.format(), tag);
            Files.deleteIfExists(spec.partial()); // Of an attempt that was cut.
            if (isCopy(seen(step.source(), step.format(), step.snapshot()), step.copy())) {
                return;
            }
            long bytes = Image.read(step.source(), step.format()).virtualSize();
            CopyProgress told = percent -> progress.advanced((long) (bytes * percent / 100), bytes);
            if (step.snapshot().isPresent()) {
                var name = step.snapshot().get().value();
                InternalSnapshots.extract(step.source(), name, step.copy(), spec.partial(), told);
            } else {
                Copy.create(spec, told);
            }
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    /// {@return what the image shows; empty where it doesn't hold the internal snapshot}
    private static Optional<Seen> seen(
            Path image, ImageFormat format, Optional<SnapshotName> snapshot) throws IOException {
        return snapshot.isEmpty()
                ? Optional.of(new Seen(image, format))
                : InternalSnapshots.find(image, snapshot.get().value())
                        .map(entry -> new Seen(image, format, Optional.of(entry.id())));
    }

    /// A copy has its name once it is whole. A file that somebody else made under it is no copy.
    private static boolean isCopy(Optional<Seen> source, Path copy) throws IOException {
        if (source.isEmpty()
                || !Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS)
                || !Image.probe(copy)) {
            return false;
        }
        if (Image.read(copy, ImageFormat.QCOW2).backing().isPresent()) {
            return false;
        }
        var differs = new AtomicBoolean();
        Differences.readVerified(
                source.get(), new Seen(copy, ImageFormat.QCOW2), (_, _) -> differs.set(true));
        return !differs.get();
    }

    private static boolean isCopy(Path image, Path copy) throws IOException {
        return Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS) && FileCopy.isOf(image, copy);
    }

    void copy(ImageStep.CopyLayer step, Progress progress) {
        try {
            var partial = OverlaySpec.of(step.copy(), step.image(), ImageFormat.RAW, tag).partial();
            Files.deleteIfExists(partial); // Of an attempt that was cut.
            if (isClaimed(step)) {
                return;
            }
            long bytes = Image.allocatedBytes(step.image());
            FileCopy.create(
                    step.image(),
                    step.copy(),
                    step.backing().flatMap(ImageSteps::stated),
                    partial,
                    percent -> progress.advanced((long) (bytes * percent / 100), bytes));
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    /// A copy has its name once it is whole, but for an empty file where there are no hard links. From then on a
    /// guest may write to it.
    ///
    /// @return whether the copy has been made; else its name is ours
    private boolean isClaimed(ImageStep.CopyLayer step) throws IOException {
        var mark = PartialFile.mark(step.copy(), tag);
        boolean ours = Files.exists(mark, LinkOption.NOFOLLOW_LINKS);
        if (!Files.exists(step.copy(), LinkOption.NOFOLLOW_LINKS)) {
            if (!ours) {
                Files.createFile(mark);
            }
            return false;
        }
        if (!ours) {
            throw new FileAlreadyExistsException(step.copy().toString());
        }
        if (Files.size(step.copy()) == 0 && Files.size(step.image()) > 0) {
            Files.delete(step.copy());
            return false;
        }
        return true;
    }

    /// One whose format nobody states stays as it is named: it isn't followed, and so isn't moved.
    private static Optional<FileCopy.NewBacking> stated(Layer.Backing backing) {
        return backing.format().map(format -> new FileCopy.NewBacking(backing.path(), format));
    }

    void drop(ImageStep.DropImageCopy step) {
        try {
            var spec = OverlaySpec.of(step.copy(), step.source(), step.format(), tag);
            Files.deleteIfExists(spec.partial());
            if (isCopy(seen(step.source(), step.format(), step.snapshot()), step.copy())) {
                Image.remove(step.copy());
            }
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    void drop(ImageStep.DropLayerCopy step) {
        try {
            var spec = OverlaySpec.of(step.copy(), step.image(), ImageFormat.RAW, tag);
            Files.deleteIfExists(spec.partial());
            var mark = PartialFile.mark(step.copy(), tag);
            if (Files.exists(mark, LinkOption.NOFOLLOW_LINKS)) {
                if (isCopy(step.image(), step.copy())) {
                    Image.remove(step.copy());
                }
                Files.delete(mark);
            }
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    public void remove(ImageStep.RemoveImage step) {
        var image = step.image();
        try {
            if (Files.exists(image) && Image.isOpen(image)) {
                throw new HypervisorException(
                        Kind.BUSY, "cannot remove " + image + ": a running program has it open");
            }
            Image.remove(image);
        } catch (IOException e) {
            throw Failures.of("remove " + image, e);
        }
    }

    /// The name stays as it is written: it may be relative, so that the images can be moved together.
    void state(ImageStep.StateFormat step) {
        try {
            var backing = Image.read(step.overlay(), ImageFormat.QCOW2).backing();
            if (backing.isPresent() && backing.get().format().isEmpty()) {
                ChangeBacking.to(step.overlay(), backing.get().name(), step.format());
            }
        } catch (ImageInUseException e) {
            throw new HypervisorException(
                    Kind.BUSY,
                    "cannot " + step.describe() + ": a guest has it open; shut it down",
                    e);
        } catch (IOException e) {
            throw Failures.of(step.describe(), e);
        }
    }

    void repoint(ImageStep.RepointOverlay step) {
        try {
            if (backing(step.overlay()).equals(Paths.real(step.to()))) {
                return;
            }
            ChangeBacking.to(step.overlay(), step.to().toString(), step.format());
        } catch (ImageInUseException e) {
            throw new HypervisorException(
                    Kind.BUSY,
                    "cannot set the backing file of "
                            + step.overlay()
                            + ": a guest that was started meanwhile has it open; shut it down",
                    e);
        } catch (IOException e) {
            throw Failures.of("set the backing file of " + step.overlay(), e);
        }
    }
}
