package dev.varve.core.model;

import java.nio.file.Path;
import java.util.Optional;

/// One `<disk>` of a snapshot: what was done with the disk, and the overlay that was put on it.
///
/// @param overlay the layer that became active when the snapshot was taken; the layer *below* it is
///     the frozen one. It may since have been merged away or never have been made.
public record SnapshotDisk(DiskTarget target, SnapshotMode mode, Optional<Path> overlay) {}
