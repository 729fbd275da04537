package dev.varve.cli.json;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What `snapshot-info` and `snapshot-current` print.
///
/// @param state of the domain when it was taken
/// @param location `internal` or `external`
/// @param children how many snapshots have it as their parent
/// @param descendants how many are below it
/// @param metadata whether libvirt holds metadata of it
/// @param memoryFile where an external snapshot holds the memory
/// @param hold why nobody may delete it; absent where one may
/// @param policy the policy that had it taken
/// @param expires when it is deleted by whichever operation comes next
/// @param group the consistency group that it was taken with
public record SnapshotInfo(
        String domain,
        String name,
        Optional<String> description,
        Optional<String> parent,
        Optional<Instant> creationTime,
        String state,
        String location,
        boolean current,
        int children,
        int descendants,
        boolean metadata,
        Optional<String> memoryFile,
        List<Disk> disks,
        Optional<String> hold,
        List<String> tags,
        Optional<String> policy,
        Optional<Instant> expires,
        Optional<SnapshotGroup> group)
        implements Document {
    public SnapshotInfo {
        disks = List.copyOf(disks);
        tags = List.copyOf(tags);
    }

    /// What the snapshot did with a disk.
    ///
    /// @param target `vda`
    /// @param snapshot `no`, `internal`, `external` or `manual`
    /// @param format of the overlay
    /// @param source the overlay that the snapshot placed
    public record Disk(
            String target,
            Optional<String> snapshot,
            Optional<String> format,
            Optional<String> source) {}
}
