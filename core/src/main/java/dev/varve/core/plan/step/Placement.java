package dev.varve.core.plan.step;

import dev.varve.core.model.DiskTarget;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;

/// An image that becomes the source of a disk.
public record Placement(DiskTarget disk, Path image, ImageFormat format) {
    @Override
    public String toString() {
        return disk + "=" + image;
    }
}
