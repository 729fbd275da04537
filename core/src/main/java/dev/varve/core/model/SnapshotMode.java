package dev.varve.core.model;

/// What a snapshot does with one disk (`<disk snapshot='…'>`).
public enum SnapshotMode {
    /// The disk is left out: no snapshot of it, no change by a revert.
    NO,
    INTERNAL,
    EXTERNAL,
    /// The user snapshots the storage by other means while libvirt keeps the guest paused.
    MANUAL;

    /// {@return libvirt's word}
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
