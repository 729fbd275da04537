package dev.varve.libvirt.xml;

import java.util.Optional;
import java.util.Set;

/// A `<disk>` of a snapshot's `<disks>` or `<revertDisks>`.
public record SnapshotDisk(XmlElement element) {

    /// A disk of which nothing but the name is said.
    public static SnapshotDisk named(String name) {
        return new SnapshotDisk(XmlElement.of("disk").withAttribute("name", name));
    }

    /// The disk's target, `vda`; in a document that a user wrote, it may be the path of the disk's image.
    ///
    /// @throws XmlException if it is missing
    public String name() {
        return element.attribute("name")
                .orElseThrow(() -> new XmlException("a disk of the snapshot has no name"));
    }

    public Optional<SnapshotLocation> snapshot() {
        return SnapshotLocation.of(element);
    }

    /// The kind of the source; `file` unless it is said.
    public String type() {
        return element.attribute("type").orElse("file");
    }

    public Optional<String> driverType() {
        return element.child("driver").flatMap(d -> d.attribute("type"));
    }

    public Optional<XmlElement> source() {
        return element.child("source");
    }

    /// The file or the block device that the snapshot places on top.
    public Optional<String> sourcePath() {
        return source().flatMap(s -> s.attribute("file").or(() -> s.attribute("dev")));
    }

    /// Whether libvirt began to delete a child of this snapshot, whose data goes into the overlay named here, and
    /// didn't come to the end.
    public boolean deleteInProgress() {
        return element.has("snapshotDeleteInProgress");
    }

    public SnapshotDisk withoutDeleteInProgress() {
        return new SnapshotDisk(element.withoutChildren("snapshotDeleteInProgress"));
    }

    public SnapshotDisk withName(String name) {
        return new SnapshotDisk(element.withAttribute("name", name));
    }

    public SnapshotDisk withSnapshot(SnapshotLocation location) {
        return new SnapshotDisk(element.withAttribute("snapshot", location.word()));
    }

    public SnapshotDisk withDriverType(String format) {
        var driver =
                element.child("driver")
                        .orElse(XmlElement.of("driver"))
                        .withAttribute("type", format);
        return new SnapshotDisk(element.withSingle(driver, Set.of("snapshotDeleteInProgress")));
    }

    /// An external snapshot in `file`, of that format. What the source had of another kind is dropped; security labels
    /// stay.
    public SnapshotDisk withSource(String file, String format) {
        var source = DiskSource.file(source(), file);
        var external = withSnapshot(SnapshotLocation.EXTERNAL).withDriverType(format).element();
        return new SnapshotDisk(
                external.withAttribute("type", "file")
                        .withSingle(source, Set.of("snapshotDeleteInProgress", "driver")));
    }
}
