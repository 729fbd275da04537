package dev.varve.core.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a domain did when a snapshot of it was taken (`<state>`).
public enum SnapshotState {
    NOSTATE,
    RUNNING,
    BLOCKED,
    PAUSED,
    SHUTDOWN,
    SHUTOFF,
    CRASHED,
    PMSUSPENDED,
    /// Disks of an active domain, without its memory.
    DISK_SNAPSHOT;

    /// {@return libvirt's word}
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// {@return the state that libvirt calls `word`, or nothing where it has no such state}
    public static Optional<SnapshotState> of(String word) {
        return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
    }

    /// {@return whether the guest's memory belongs to a snapshot in this state}
    public boolean withMemory() {
        return this == RUNNING || this == PAUSED || this == BLOCKED;
    }
}
