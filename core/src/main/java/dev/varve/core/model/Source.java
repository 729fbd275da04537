package dev.varve.core.model;

import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.Optional;

/// Where a disk's contents are.
public sealed interface Source {
    /// A regular file.
    ///
    /// @param path absolute, symbolic links resolved where the file exists
    record File(Path path, ImageFormat format) implements Source {}

    /// A block device.
    record Block(Path path, ImageFormat format) implements Source {}

    /// Something that isn't a path of this host: network, volume, nvme…
    ///
    /// @param type libvirt's word for it, the `type` of the `<disk>` element
    record Elsewhere(String type) implements Source {}

    /// An empty drive.
    record Empty() implements Source {}

    /// {@return the path of the image, if it is one of this host}
    default Optional<Path> image() {
        return switch (this) {
            case File file -> Optional.of(file.path());
            case Block block -> Optional.of(block.path());
            case Elsewhere _, Empty _ -> Optional.empty();
        };
    }

    /// {@return the format that the domain's XML states for the image}
    default Optional<ImageFormat> imageFormat() {
        return switch (this) {
            case File file -> Optional.of(file.format());
            case Block block -> Optional.of(block.format());
            case Elsewhere _, Empty _ -> Optional.empty();
        };
    }
}
