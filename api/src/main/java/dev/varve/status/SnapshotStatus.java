package dev.varve.status;

import dev.varve.state.Snapshot;
import dev.varve.state.Usage;
import java.util.Optional;

/// A snapshot, and what it costs.
///
/// @param memory whether it keeps the guest's memory
/// @param usage what it takes; empty where that wasn't asked for, or an image of the domain can't be read
///
/// @since 0.1
public record SnapshotStatus(Snapshot snapshot, boolean memory, Optional<Usage.OfSnapshot> usage) {
    /// {@return the bytes that deleting it frees, on the disks and of its own files}
    public Optional<Long> frees() {
        return usage.map(of -> of.exclusive() + of.files());
    }
}
