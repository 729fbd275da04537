package dev.varve.cli.json;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What `snapshot-list` prints; of `--tree`, `--parent` and `--name` it is the same.
public record SnapshotList(String domain, List<Snapshot> snapshots) implements Document {
    public SnapshotList {
        snapshots = List.copyOf(snapshots);
    }

    /// A snapshot of the domain.
    ///
    /// @param parent absent for a root
    /// @param state of the domain when it was taken: `running`, `paused`, `shutoff`,
    ///     `disk-snapshot`, …
    /// @param location `internal` or `external`
    /// @param hold why nobody may delete it; absent where one may
    /// @param policy the policy that had it taken
    /// @param expires when it is deleted by whichever operation comes next
    /// @param group the consistency group that it was taken with
    public record Snapshot(
            String name,
            Optional<String> description,
            Optional<String> parent,
            Optional<Instant> creationTime,
            String state,
            String location,
            boolean current,
            Optional<String> hold,
            List<String> tags,
            Optional<String> policy,
            Optional<Instant> expires,
            Optional<SnapshotGroup> group) {
        public Snapshot {
            tags = List.copyOf(tags);
        }
    }
}
