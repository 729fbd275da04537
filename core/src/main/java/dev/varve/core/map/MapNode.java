package dev.varve.core.map;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Snapshot;
import java.util.List;

/// One thing in the picture.
public sealed interface MapNode {
    /// A snapshot.
    ///
    /// @param disks those that it has, where it lacks some of the domain's; else none
    record Taken(Snapshot snapshot, List<DiskTarget> disks) implements MapNode {
        public Taken {
            disks = List.copyOf(disks);
        }
    }

    /// The present state.
    ///
    /// @param state what the domain does, in virsh's words
    /// @param disks its disks that have images
    record Now(String state, List<OwnDisk> disks) implements MapNode {
        public Now {
            disks = List.copyOf(disks);
        }
    }

    /// Layers that have no name and several overlays: once frozen by a snapshot that is gone, or what
    /// everything lies on.
    ///
    /// @param layers how many, of all disks
    /// @param base whether nothing came before
    record Branch(int layers, boolean base) implements MapNode {}

    /// Somebody else's image on a layer of the domain's.
    ///
    /// @param name of the domain whose disk it is; of an image that is nobody's, its file's name
    /// @param domain whether it is a domain's
    record Other(String name, boolean domain) implements MapNode {}

    /// A disk of the present state.
    ///
    /// @param bytes what its active layer holds
    record OwnDisk(DiskTarget target, long bytes) {}
}
