package dev.varve.core.model;

import java.util.List;

/// What a copy of a domain can't have, or not while the domain that it is a copy of runs.
///
/// @param remembering the snapshots with a guest's memory: it is that of the one domain, with its UUID and its
///     network addresses
/// @param written the targets of disks that lie outside what is copied, and that the guest may write to
/// @param unshareable devices, ports and files of the host that only one guest can have, in a few words each
public record Unrepeatable(
        List<SnapshotName> remembering, List<String> written, List<String> unshareable) {
    public Unrepeatable {
        remembering = List.copyOf(remembering);
        written = List.copyOf(written);
        unshareable = List.copyOf(unshareable);
    }

    /// {@return nothing of the kind}
    public static Unrepeatable nothing() {
        return new Unrepeatable(List.of(), List.of(), List.of());
    }
}
