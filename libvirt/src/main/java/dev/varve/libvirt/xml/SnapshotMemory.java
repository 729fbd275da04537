package dev.varve.libvirt.xml;

import java.util.Optional;

/// A snapshot's `<memory>`.
public record SnapshotMemory(XmlElement element) {

    public static SnapshotMemory in(SnapshotLocation location) {
        return new SnapshotMemory(
                XmlElement.of("memory").withAttribute("snapshot", location.word()));
    }

    /// Memory saved to `file`.
    public static SnapshotMemory external(String file) {
        return new SnapshotMemory(
                in(SnapshotLocation.EXTERNAL).element().withAttribute("file", file));
    }

    /// A file alone says that the memory is external.
    public Optional<SnapshotLocation> snapshot() {
        return SnapshotLocation.of(element).or(() -> file().map(_ -> SnapshotLocation.EXTERNAL));
    }

    public Optional<String> file() {
        return element.attribute("file");
    }
}
