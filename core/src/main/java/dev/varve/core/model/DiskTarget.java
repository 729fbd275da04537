package dev.varve.core.model;

/// The device name that a domain gives a disk, `vda`: unique within the domain.
public record DiskTarget(String name) implements Comparable<DiskTarget> {
    public DiskTarget {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a disk target has a name");
        }
    }

    @Override
    public int compareTo(DiskTarget other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
