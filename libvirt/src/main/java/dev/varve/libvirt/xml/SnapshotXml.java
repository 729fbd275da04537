package dev.varve.libvirt.xml;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// A `<domainsnapshot>`. Whatever isn't asked for by name is kept as it was written.
///
/// @see <a href="https://libvirt.org/formatsnapshot.html">Snapshot XML format</a>
public record SnapshotXml(XmlElement root) {

    /// libvirt's order of the elements.
    private static final List<String> ORDER =
            List.of(
                    "name",
                    "description",
                    "state",
                    "parent",
                    "creationTime",
                    "memory",
                    "disks",
                    "revertDisks",
                    "domain",
                    "inactiveDomain",
                    "cookie",
                    "active");

    /// Takes a tree for a snapshot.
    ///
    /// @throws XmlException if this isn't a `<domainsnapshot>`
    public SnapshotXml {
        if (!root.name().equals("domainsnapshot")) {
            throw new XmlException("expected <domainsnapshot>, found <" + root.name() + ">");
        }
    }

    /// Reads a document.
    ///
    /// @throws XmlException if it isn't a well-formed `<domainsnapshot>`
    public static SnapshotXml parse(String document) {
        return new SnapshotXml(Xml.parse(document));
    }

    /// `<domainsnapshot/>`: a snapshot of which libvirt chooses everything.
    public static SnapshotXml empty() {
        return new SnapshotXml(XmlElement.of("domainsnapshot"));
    }

    /// The document as libvirt prints it, with a newline at its end.
    @Override
    public String toString() {
        return root + "\n";
    }

    public Optional<String> name() {
        return root.childText("name");
    }

    public Optional<String> description() {
        return root.childText("description");
    }

    /// The state of the domain when it was taken: `running`, `paused`, `shutoff`, `disk-snapshot`, …
    public Optional<String> state() {
        return root.childText("state");
    }

    /// The parent's name.
    public Optional<String> parent() {
        return root.child("parent").flatMap(p -> p.childText("name"));
    }

    /// To the second, as libvirt keeps it.
    ///
    /// @throws XmlException if it isn't a number
    public Optional<Instant> creationTime() {
        return root.childText("creationTime").map(SnapshotXml::instant);
    }

    private static Instant instant(String seconds) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(seconds.strip()));
        } catch (NumberFormatException | java.time.DateTimeException _) {
            throw new XmlException("creationTime '" + seconds + "' is not a number of seconds");
        }
    }

    public Optional<SnapshotMemory> memory() {
        return root.child("memory").map(SnapshotMemory::new);
    }

    public List<SnapshotDisk> disks() {
        return disksIn("disks");
    }

    /// The disk of that target.
    public Optional<SnapshotDisk> disk(String target) {
        return disks().stream().filter(d -> d.name().equals(target)).findFirst();
    }

    /// The overlays that a revert to this snapshot placed, and that hold the domain's present state.
    public List<SnapshotDisk> revertDisks() {
        return disksIn("revertDisks");
    }

    private List<SnapshotDisk> disksIn(String list) {
        return root.path(list, "disk").stream().map(SnapshotDisk::new).toList();
    }

    /// The domain as it was; perhaps with nothing but its UUID.
    public Optional<DomainXml> domain() {
        return root.child("domain").map(DomainXml::new);
    }

    /// What the domain was to be at its next start; perhaps with nothing but its UUID.
    public Optional<DomainXml> nextDomain() {
        return inactiveDomain().or(this::domain);
    }

    /// What the domain was to be at its next start, when that differed from what was running.
    public Optional<DomainXml> inactiveDomain() {
        return root.child("inactiveDomain").map(e -> new DomainXml(e.renamed("domain")));
    }

    /// What only libvirt's QEMU driver reads, kept verbatim.
    public Optional<XmlElement> cookie() {
        return root.child("cookie");
    }

    /// Whether this is the current snapshot. libvirt says so only in its own files.
    public Optional<Boolean> active() {
        return root.childText("active").map(text -> text.strip().equals("1"));
    }

    /// Whether the memory or any disk lies in a file of its own, as `snapshot-info` and `--external` judge it.
    public boolean isExternal() {
        return memory().flatMap(SnapshotMemory::snapshot).filter(SnapshotXml::external).isPresent()
                || disks().stream()
                        .map(SnapshotDisk::snapshot)
                        .flatMap(Optional::stream)
                        .anyMatch(SnapshotXml::external);
    }

    private static boolean external(SnapshotLocation location) {
        return location == SnapshotLocation.EXTERNAL;
    }

    public SnapshotXml withName(String name) {
        return with(XmlElement.of("name", name));
    }

    public SnapshotXml withDescription(String description) {
        return with(XmlElement.of("description", description));
    }

    public SnapshotXml withState(String state) {
        return with(XmlElement.of("state", state));
    }

    public SnapshotXml withParent(String parent) {
        var element = root.child("parent").orElse(XmlElement.of("parent"));
        return with(element.withSingle(XmlElement.of("name", parent), Set.of()));
    }

    public SnapshotXml withoutParent() {
        return without("parent");
    }

    public SnapshotXml withCreationTime(Instant time) {
        return with(XmlElement.of("creationTime", Long.toString(time.getEpochSecond())));
    }

    public SnapshotXml withMemory(SnapshotMemory memory) {
        return with(memory.element());
    }

    public SnapshotXml withDisks(List<SnapshotDisk> disks) {
        return withDisks("disks", disks);
    }

    /// Makes the disk of that target external, in `file`; adds it if the snapshot doesn't name it.
    public SnapshotXml withDiskSource(String target, String file, String format) {
        return disk(target).isPresent()
                ? mapDisks(d -> d.name().equals(target) ? d.withSource(file, format) : d)
                : withDisk(SnapshotDisk.named(target).withSource(file, format));
    }

    /// Adds a disk behind the others.
    public SnapshotXml withDisk(SnapshotDisk disk) {
        var list = root.child("disks").orElse(XmlElement.of("disks"));
        return with(list.withChild(disk.element()));
    }

    /// Changes each disk that `change` gives another value for.
    public SnapshotXml mapDisks(Function<SnapshotDisk, SnapshotDisk> change) {
        return new SnapshotXml(
                root.mapChildren(
                        "disks",
                        list ->
                                list.mapChildren(
                                        "disk", d -> change.apply(new SnapshotDisk(d)).element())));
    }

    public SnapshotXml withRevertDisks(List<SnapshotDisk> disks) {
        return withDisks("revertDisks", disks);
    }

    public SnapshotXml withoutRevertDisks() {
        return without("revertDisks");
    }

    private SnapshotXml withDisks(String list, List<SnapshotDisk> disks) {
        var elements = disks.stream().map(SnapshotDisk::element).toList();
        var element = root.child(list).orElse(XmlElement.of(list)).withChildren(elements);
        return with(element);
    }

    public SnapshotXml withDomain(DomainXml domain) {
        return with(domain.root());
    }

    public SnapshotXml withInactiveDomain(DomainXml domain) {
        return with(domain.root().renamed("inactiveDomain"));
    }

    public SnapshotXml withoutInactiveDomain() {
        return without("inactiveDomain");
    }

    /// Says no longer whether it's the current snapshot, as a document for REDEFINE shouldn't.
    public SnapshotXml withoutActive() {
        return without("active");
    }

    private SnapshotXml with(XmlElement child) {
        var before = Set.copyOf(ORDER.subList(0, ORDER.indexOf(child.name())));
        return new SnapshotXml(root.withSingle(child, before));
    }

    private SnapshotXml without(String child) {
        return new SnapshotXml(root.withoutChildren(child));
    }
}
