package dev.varve.core.plan.step;

import dev.varve.core.model.DiskTarget;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// An image that becomes the source of a disk.
public record Placement(DiskTarget disk, Path image, ImageFormat format) {
    @Override
    public String toString() {
        return disk + "=" + image;
    }

    /// {@return what goes behind a step's words, or nothing}
    static String listed(List<Placement> placements) {
        return placements.isEmpty()
                ? ""
                : placements.stream()
                        .map(Placement::toString)
                        .collect(Collectors.joining(", ", " (", ")"));
    }
}
