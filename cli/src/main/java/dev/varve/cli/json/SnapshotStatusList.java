package dev.varve.cli.json;

import dev.varve.status.SnapshotStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What `snapshots` and `snapshot-list --details` print.
public record SnapshotStatusList(List<Snapshot> snapshots) implements Document {
    public SnapshotStatusList {
        snapshots = List.copyOf(snapshots);
    }

    /// A snapshot.
    ///
    /// @param description absent where it has none
    /// @param parent absent for a root
    /// @param state of the domain when it was taken, in libvirt's word
    /// @param location `internal` or `external`
    /// @param memory whether it keeps the guest's memory
    /// @param freesBytes what deleting it frees; absent where that isn't known, or wasn't asked for
    /// @param hold why nobody may delete it; absent where one may
    /// @param policy the policy that had it taken
    /// @param expires when it is deleted by whichever operation comes next
    /// @param group the consistency group that it was taken with
    public record Snapshot(
            String domain,
            String name,
            Optional<String> description,
            Optional<String> parent,
            Instant creationTime,
            String state,
            String location,
            boolean current,
            boolean memory,
            Optional<Long> freesBytes,
            Optional<String> hold,
            List<String> tags,
            Optional<String> policy,
            Optional<Instant> expires,
            Optional<SnapshotGroup> group) {
        public Snapshot {
            tags = List.copyOf(tags);
        }

        /// {@return the snapshot of that domain}
        public static Snapshot of(String domain, SnapshotStatus status) {
            var taken = status.snapshot();
            var notes = taken.notes();
            return new Snapshot(
                    domain,
                    taken.name(),
                    Optional.of(taken.description()).filter(text -> !text.isEmpty()),
                    taken.parent(),
                    taken.taken(),
                    taken.state(),
                    taken.location().name().toLowerCase(Locale.ROOT),
                    taken.current(),
                    status.memory(),
                    status.frees(),
                    notes.hold(),
                    List.copyOf(notes.tags()),
                    notes.policy(),
                    notes.expires(),
                    notes.group().map(SnapshotGroup::of));
        }
    }
}
