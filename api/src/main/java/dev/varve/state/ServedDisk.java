package dev.varve.state;

import java.nio.file.Path;
import java.util.Optional;

/// A disk that is served.
///
/// @param domain whose it is, its name
/// @param snapshot that has it so; empty for the present state
/// @param disk its target
/// @param image what is read, with all that it lies on
/// @param format the image's, in QEMU's word; clients read plain bytes
/// @param internal whether it is an internal snapshot of the image
///
/// @since 0.1
public record ServedDisk(
        String domain,
        Optional<String> snapshot,
        String disk,
        Path image,
        String format,
        boolean internal) {}
