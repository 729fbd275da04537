package dev.varve.core.model;

import java.nio.file.Path;

/// Where a snapshot keeps the guest's memory.
public sealed interface Memory {
    record None() implements Memory {}

    /// In the first internal image.
    record Internal() implements Memory {}

    /// In a file that virDomainRestore reads.
    record External(Path file) implements Memory {}
}
