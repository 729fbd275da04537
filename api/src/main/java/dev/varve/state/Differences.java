package dev.varve.state;

import java.util.List;

/// How much two states of a domain differ.
///
/// @param disks those that both have
/// @param left why others can't be compared, a line each
/// @param outdated whether a guest runs, which may have written more than was read
///
/// @since 0.1
public record Differences(List<Disk> disks, List<String> left, boolean outdated) {
    public Differences {
        disks = List.copyOf(disks);
        left = List.copyOf(left);
    }

    /// A disk of both.
    ///
    /// @param target `vda`
    /// @param extents how many ranges differ
    /// @param bytes how long they are in all
    public record Disk(String target, long extents, long bytes) {}
}
