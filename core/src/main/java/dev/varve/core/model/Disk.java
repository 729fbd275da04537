package dev.varve.core.model;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// One disk device of a domain definition.
///
/// @param target the device's name, `vda`
/// @param device `disk`, `lun`, `cdrom` or `floppy`
/// @param source the active layer
/// @param readonly whether the guest may only read it, as with the media of a CD-ROM
/// @param mode the `snapshot` attribute of the `<disk>` element, where it has one
/// @param busy whether a block job runs on it
/// @param stated the images below that the definition itself states, as libvirt writes it when it takes a
///     snapshot of a running domain: the next start uses those, whatever the headers say. Of a disk that a
///     snapshot keeps, also what the snapshot's definition for the next start names for it
public record Disk(
        DiskTarget target,
        String device,
        Source source,
        boolean readonly,
        Optional<SnapshotMode> mode,
        boolean busy,
        Set<Path> stated) {
    public Disk {
        stated = Set.copyOf(stated);
    }

    /// A disk whose definition leaves it to the headers what is below.
    public Disk(
            DiskTarget target,
            String device,
            Source source,
            boolean readonly,
            Optional<SnapshotMode> mode,
            boolean busy) {
        this(target, device, source, readonly, mode, busy, Set.of());
    }

    /// {@return the disk without its block job}
    public Disk idle() {
        return with(false);
    }

    /// {@return the disk with a block job or without one}
    public Disk with(boolean job) {
        return new Disk(target, device, source, readonly, mode, job, stated);
    }

    /// {@return the disk on another image}
    public Disk on(Source other) {
        return new Disk(target, device, other, readonly, mode, busy, stated);
    }

    /// {@return the disk under another target}
    public Disk as(DiskTarget other) {
        return new Disk(other, device, source, readonly, mode, busy, stated);
    }

    /// {@return the disk, whose definition states these images below}
    public Disk stating(Set<Path> below) {
        return new Disk(target, device, source, readonly, mode, busy, below);
    }

    /// {@return whether a guest may write to the image}
    public boolean writes(Path image) {
        return !readonly && source.image().filter(image::equals).isPresent();
    }

    /// {@return whether the definition names the image, as active layer or below}
    public boolean names(Path image) {
        return source.image().filter(image::equals).isPresent() || stated.contains(image);
    }
}
