package dev.varve.cli.json;

import java.util.List;
import java.util.Optional;

/// What `diff` prints.
///
/// @param one the snapshot that was named first
/// @param other the other one; absent for the present state
/// @param verified whether contents were compared, and not only where they are
/// @param outdated whether a guest runs, which may have written more than was read
public record DifferencesDocument(
        String domain,
        String one,
        Optional<String> other,
        boolean verified,
        boolean outdated,
        List<Disk> disks)
        implements Document {
    public DifferencesDocument {
        disks = List.copyOf(disks);
    }

    /// A disk of both.
    ///
    /// @param target `vda`
    /// @param count how many extents differ
    /// @param bytes how long they are in all
    /// @param extents they themselves, in ascending order; absent unless they were asked for
    public record Disk(String target, long count, long bytes, Optional<List<Extent>> extents) {}

    /// Bytes that lie side by side.
    ///
    /// @param offset of the first on the disk
    public record Extent(long offset, long bytes) {}

    @Override
    public String kind() {
        return "Differences";
    }
}
