package dev.varve.state;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// A state of a domain that one can revert to.
///
/// @param name unique within the domain
/// @param parent the snapshot that it descends from
/// @param taken when, in whole seconds
/// @param state what the domain did then, in libvirt's word: `running`, `shutoff`, `disk-snapshot`
/// @param location where its data is
/// @param current whether the present state descends from it
/// @param disks what was done with each disk
/// @param notes what Varve knows about it
///
/// @since 0.1
public record Snapshot(
        String name,
        Optional<String> parent,
        Instant taken,
        String state,
        Location location,
        String description,
        boolean current,
        List<SnapshotDisk> disks,
        Notes notes) {
    public Snapshot {
        disks = List.copyOf(disks);
    }

    /// Where a snapshot's data is.
    public enum Location {
        /// In the images of the domain.
        INTERNAL,
        /// A disk or the memory is kept outside of them.
        EXTERNAL
    }

    /// What was done with a disk.
    ///
    /// @param target `vda`
    /// @param mode `no`, `internal`, `external` or `manual`; empty where the metadata doesn't say
    /// @param overlay what the domain went on with, of an external snapshot
    public record SnapshotDisk(String target, Optional<String> mode, Optional<String> overlay) {}

    /// What Varve keeps in a snapshot's metadata.
    ///
    /// @param hold why nobody may delete it; empty where one may
    /// @param tags words by which it can be chosen
    /// @param policy the policy that has had it taken
    /// @param expires from when on it is deleted; empty for never
    /// @param group the group that it was taken with
    public record Notes(
            Optional<String> hold,
            SortedSet<String> tags,
            Optional<String> policy,
            Optional<Instant> expires,
            Optional<Group> group) {
        public Notes {
            tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
        }
    }

    /// A group of snapshots of several domains, taken at one moment.
    ///
    /// @param name unique among the domains of a connection
    /// @param members the names that its domains had then, in their order
    public record Group(String name, List<String> members) {
        public Group {
            members = List.copyOf(members);
        }
    }
}
