package dev.varve.state;

import java.util.List;

/// Where two states of a disk differ.
///
/// @param disk its target
/// @param extents in order of their offsets, none touching another
///
/// @since 0.1
public record Difference(String disk, List<Extent> extents) {
    public Difference {
        extents = List.copyOf(extents);
    }

    /// A range of the disk.
    ///
    /// @param offset where it begins, in bytes
    /// @param length in bytes, above 0
    public record Extent(long offset, long length) {}

    /// {@return how many bytes differ}
    public long bytes() {
        return extents.stream().mapToLong(Extent::length).sum();
    }
}
