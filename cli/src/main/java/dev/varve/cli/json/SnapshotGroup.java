package dev.varve.cli.json;

import dev.varve.state.Snapshot;
import java.util.List;

/// The consistency group that a snapshot was taken with.
///
/// @param members the names that its domains had then
public record SnapshotGroup(String name, List<String> members) {
    public SnapshotGroup {
        members = List.copyOf(members);
    }

    /// {@return the group, as JSON has it}
    public static SnapshotGroup of(Snapshot.Group group) {
        return new SnapshotGroup(group.name(), group.members());
    }
}
