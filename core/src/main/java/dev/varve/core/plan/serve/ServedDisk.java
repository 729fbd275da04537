package dev.varve.core.plan.serve;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.InternalSnapshot;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.Optional;

/// The image that shows a disk.
///
/// @param format as the domain's XML states it
/// @param internal the snapshot in the image that shows it; empty where the image itself does
public record ServedDisk(
        DiskTarget disk, Path image, ImageFormat format, Optional<InternalSnapshot> internal)
        implements Served {}
