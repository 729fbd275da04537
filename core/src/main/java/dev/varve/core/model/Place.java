package dev.varve.core.model;

import java.nio.file.Path;

/// What a name of a host's file system stands for.
public sealed interface Place {
    /// {@return the absolute name, symbolic links resolved}
    Path path();

    /// A directory.
    record Directory(Path path) implements Place {}

    /// A file or block device, whatever is in it.
    record Image(Path path) implements Place {}

    /// Nothing that could be either.
    record Nothing(Path path) implements Place {}
}
