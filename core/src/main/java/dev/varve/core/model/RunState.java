package dev.varve.core.model;

/// What a domain does now.
public enum RunState {
    RUNNING,
    PAUSED,
    SHUTOFF,
    /// Suspended to memory by its guest: QEMU runs, no CPU does, and QEMU refuses snapshots.
    PMSUSPENDED;

    /// {@return whether a QEMU process holds the domain's images}
    public boolean active() {
        return this != SHUTOFF;
    }
}
