package dev.varve.libvirt.xml;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A `<disk>` of a domain.
public record DomainDisk(XmlElement element) {

    /// The block job that mirrors a disk, `<mirror>`.
    public record Mirror(
            String job, Optional<String> path, Optional<String> format, Readiness readiness) {}

    /// How far a mirror is, by its `ready` attribute.
    public enum Readiness {
        /// Still copying what was there at the start.
        COPYING,
        /// In step with the disk: may be pivoted to.
        READY,
        /// Being given up.
        ABORTING,
        /// Being pivoted to.
        PIVOTING
    }

    /// One layer below a disk's active layer, `<backingStore>`.
    public record Backing(
            String type, Optional<String> path, Optional<String> format, Optional<Integer> index) {}

    /// The target, `vda`.
    ///
    /// @throws XmlException if it is missing
    public String target() {
        return element.child("target")
                .flatMap(t -> t.attribute("dev"))
                .orElseThrow(() -> new XmlException("a disk of the domain has no target"));
    }

    /// What the guest sees: `disk`, `cdrom`, `floppy` or `lun`.
    public String device() {
        return element.attribute("device").orElse("disk");
    }

    /// The kind of the source: `file`, `block`, `network`, `volume`, `dir`, `nvme`, `vhostuser`, …
    public String type() {
        return element.attribute("type").orElse("file");
    }

    public Optional<String> bus() {
        return element.child("target").flatMap(t -> t.attribute("bus"));
    }

    public Optional<XmlElement> source() {
        return element.child("source");
    }

    /// The file or block device of the active layer; absent for an empty drive and for other kinds of sources.
    public Optional<String> sourcePath() {
        return path(source());
    }

    public Optional<String> driverType() {
        return element.child("driver").flatMap(d -> d.attribute("type"));
    }

    public boolean isReadOnly() {
        return element.has("readonly");
    }

    public boolean isShareable() {
        return element.has("shareable");
    }

    /// Whether all writes are dropped when the guest stops.
    public boolean isTransient() {
        return element.has("transient");
    }

    /// What a snapshot does with this disk unless it says otherwise.
    public Optional<SnapshotLocation> snapshot() {
        return SnapshotLocation.of(element);
    }

    public boolean hasBackingStore() {
        return element.has("backingStore");
    }

    /// The layers below the active one, nearest first, as far as the document names them; live definitions name all.
    public List<Backing> backingChain() {
        return java.util.stream.Stream.iterate(
                        element.child("backingStore"),
                        Optional::isPresent,
                        b -> b.flatMap(e -> e.child("backingStore")))
                .flatMap(Optional::stream)
                .filter(b -> b.attribute("type").isPresent())
                .map(DomainDisk::backing)
                .toList();
    }

    private static Backing backing(XmlElement store) {
        return new Backing(
                store.attribute("type").orElse("file"),
                path(store.child("source")),
                store.child("format").flatMap(f -> f.attribute("type")),
                store.attribute("index").map(DomainDisk::index));
    }

    /// The number by which a block job can name the active layer, `vda[1]`; only while the domain runs.
    public Optional<Integer> index() {
        return source().flatMap(s -> s.attribute("index")).map(DomainDisk::index);
    }

    private static int index(String number) {
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException _) {
            throw new XmlException("index '" + number + "' is not a number");
        }
    }

    public Optional<Mirror> mirror() {
        return element.child("mirror")
                .map(m ->
                        new Mirror(
                                m.attribute("job").orElse("copy"),
                                path(m.child("source")).or(() -> m.attribute("file")),
                                m.child("format").flatMap(f -> f.attribute("type")),
                                readiness(m.attribute("ready").orElse("no"))));
    }

    private static Readiness readiness(String ready) {
        return switch (ready) {
            case "no" -> Readiness.COPYING;
            case "yes" -> Readiness.READY;
            case "abort" -> Readiness.ABORTING;
            case "pivot" -> Readiness.PIVOTING;
            default -> throw new XmlException("unknown readiness '" + ready + "' of a mirror");
        };
    }

    private static Optional<String> path(Optional<XmlElement> source) {
        return source.flatMap(s -> s.attribute("file").or(() -> s.attribute("dev")));
    }

    /// Reads `file` from now on. What described the image before, its place in a chain and its block job is dropped;
    /// all else stays.
    public DomainDisk withSource(String file, String format) {
        var driver =
                element.child("driver")
                        .orElse(XmlElement.of("driver").withAttribute("name", "qemu"));
        var bare =
                withoutChain()
                        .element()
                        .withoutChildren("encryption")
                        .withAttribute("type", "file");
        return new DomainDisk(
                bare.withSingle(driver.withAttribute("type", format), Set.of())
                        .withSingle(DiskSource.file(source(), file), Set.of("driver")));
    }

    /// Drops what libvirt only reports: the layers below, the block job, the index of the active layer.
    public DomainDisk withoutChain() {
        return new DomainDisk(
                element.withoutChildren("backingStore")
                        .withoutChildren("mirror")
                        .mapChildren(
                                "source",
                                s -> s.withoutAttribute("index").withoutChildren("dataStore")));
    }
}
