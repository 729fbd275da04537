package dev.varve.libvirt.xml;

import java.util.Locale;
import java.util.Optional;

/// Where a snapshot keeps a disk's state or the memory, as `snapshot='…'` says it. An absent attribute means that
/// libvirt chooses.
public enum SnapshotLocation {
    NO,
    INTERNAL,
    EXTERNAL,
    /// Somebody else takes the disk's snapshot, with the guest paused (libvirt 8.4 and later).
    MANUAL;

    /// @throws XmlException if libvirt has no such word
    static SnapshotLocation of(String word) {
        for (var location : values()) {
            if (location.word().equals(word)) {
                return location;
            }
        }
        throw new XmlException("unknown snapshot location '" + word + "'");
    }

    static Optional<SnapshotLocation> of(XmlElement element) {
        return element.attribute("snapshot").map(SnapshotLocation::of);
    }

    /// The word in the attribute.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
