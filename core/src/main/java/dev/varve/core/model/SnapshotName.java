package dev.varve.core.model;

/// A snapshot's name, unique within its domain. Not checked for what libvirt refuses (`/`, a leading
/// dot): names that came from libvirt are taken as they are, new ones are checked by the planner.
public record SnapshotName(String value) implements Comparable<SnapshotName> {
    @Override
    public int compareTo(SnapshotName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
