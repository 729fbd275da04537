package dev.varve.libvirt.hypervisor;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.plan.Step;
import dev.varve.image.Backing;
import dev.varve.image.ChangeBacking;
import dev.varve.image.Image;
import dev.varve.image.ImageFormat;
import dev.varve.image.Overlay;
import dev.varve.image.OverlaySpec;
import dev.varve.image.failure.ImageInUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Steps on image files that no QEMU has open.
final class ImageSteps {
    private final String tag;

    /// @param tag marks the partial files of the domain whose lock the operation holds
    ImageSteps(String tag) {
        this.tag = tag;
    }

    void create(Step.CreateOverlay step) {
        try {
            if (Files.exists(step.overlay(), LinkOption.NOFOLLOW_LINKS)
                    && isFresh(step.overlay(), step.base())) {
                return;
            }
            var spec = OverlaySpec.of(step.overlay(), step.base(), step.baseFormat(), tag);
            Files.deleteIfExists(spec.partial()); // Of an attempt that was cut.
            Overlay.create(spec);
        } catch (IOException e) {
            throw Failures.of("create overlay " + step.overlay() + " for disk " + step.disk(), e);
        }
    }

    void drop(Step.DropOverlay step) {
        try {
            Files.deleteIfExists(
                    OverlaySpec.of(step.overlay(), step.base(), ImageFormat.RAW, tag).partial());
            if (isFresh(step.overlay(), step.base())) {
                Image.remove(step.overlay());
            }
        } catch (IOException e) {
            throw Failures.of("remove overlay " + step.overlay(), e);
        }
    }

    /// Nothing can be lost with an overlay that holds nothing, whoever made it.
    private static boolean isFresh(Path overlay, Path base) throws IOException {
        return Image.isEmptyOverlay(overlay) && backing(overlay).equals(Paths.real(base));
    }

    private static Path backing(Path overlay) throws IOException {
        var backing = Image.read(overlay, ImageFormat.QCOW2).backing();
        return backing.filter(Backing.OfFile.class::isInstance)
                .map(Backing.OfFile.class::cast)
                .map(file -> Paths.real(file.path()))
                .orElse(Path.of(""));
    }

    void reserve(Step.ReserveMemory step) {
        try {
            if (Files.isRegularFile(step.file()) && Files.size(step.file()) == 0) {
                return;
            }
            Files.createFile(
                    step.file(),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw Failures.of("save the guest's memory", e);
        }
    }

    void remove(Step.RemoveMemory step) {
        try {
            Image.remove(step.file());
        } catch (IOException e) {
            throw Failures.of("remove the memory file " + step.file(), e);
        }
    }

    void remove(Step.RemoveImage step) {
        var image = step.image();
        try {
            if (Files.exists(image) && Image.isOpenForWriting(image)) {
                throw new HypervisorException(
                        Kind.BUSY, "cannot remove " + image + ": a running program writes it");
            }
            Image.remove(image);
        } catch (IOException e) {
            throw Failures.of("remove " + image, e);
        }
    }

    /// The name stays as it is written: it may be relative, so that the images can be moved together.
    void state(Step.StateFormat step) {
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

    void repoint(Step.RepointOverlay step) {
        try {
            if (!Files.exists(step.overlay())
                    || backing(step.overlay()).equals(Paths.real(step.to()))) {
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
