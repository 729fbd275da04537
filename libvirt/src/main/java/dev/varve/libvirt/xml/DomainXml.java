package dev.varve.libvirt.xml;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// A `<domain>`. An edit keeps all that it doesn't name, in its order.
///
/// @see <a href="https://libvirt.org/formatdomain.html">Domain XML format</a>
public record DomainXml(XmlElement root) {

    /// Where Varve keeps what libvirt has no field for, inside `<metadata>`.
    public static final String VARVE_NAMESPACE = "https://varve.dev/xmlns/snapshot/1.0";

    private static final String AGENT = "org.qemu.guest_agent.0";

    /// What libvirt prints before `<metadata>`.
    private static final Set<String> BEFORE_METADATA =
            Set.of("name", "uuid", "genid", "title", "description", "hwuuid");

    /// The channel to the guest agent.
    ///
    /// @param connected whether an agent answers in the guest, as far as libvirt knows; never without a running guest
    public record AgentChannel(boolean connected) {}

    /// Takes a tree for a domain.
    ///
    /// @throws XmlException if this isn't a `<domain>`
    public DomainXml {
        if (!root.name().equals("domain")) {
            throw new XmlException("expected <domain>, found <" + root.name() + ">");
        }
    }

    /// Reads a document.
    ///
    /// @throws XmlException if it isn't a well-formed `<domain>`
    public static DomainXml parse(String document) {
        return new DomainXml(Xml.parse(document));
    }

    /// The document as libvirt prints it, with a newline at its end.
    @Override
    public String toString() {
        return root + "\n";
    }

    /// Absent only in a snapshot that names nothing but the UUID.
    public Optional<String> name() {
        return root.childText("name");
    }

    public Optional<String> uuid() {
        return root.childText("uuid");
    }

    /// Whether this describes a running domain.
    public boolean isLive() {
        return root.attribute("id").isPresent();
    }

    public List<DomainDisk> disks() {
        return root.path("devices", "disk").stream().map(DomainDisk::new).toList();
    }

    /// The disk of that target.
    public Optional<DomainDisk> disk(String target) {
        return disks().stream().filter(d -> d.target().equals(target)).findFirst();
    }

    public DomainXml withName(String name) {
        return new DomainXml(root.withSingle(XmlElement.of("name", name), Set.of()));
    }

    public DomainXml withUuid(String uuid) {
        return new DomainXml(root.withSingle(XmlElement.of("uuid", uuid), Set.of("name")));
    }

    /// Lets a disk read `path`, of that format; see [DomainDisk#withSource].
    ///
    /// @throws XmlException if there is no such disk
    public DomainXml withDiskSource(String target, String path, String format) {
        return withDisk(target, requireDisk(target).withSource(path, format));
    }

    /// Takes the whole disk as `other` has it, in the place of ours.
    ///
    /// @throws XmlException if one of the two has no such disk
    public DomainXml withDiskFrom(String target, DomainXml other) {
        requireDisk(target);
        return withDisk(target, other.requireDisk(target));
    }

    private DomainXml withDisk(String target, DomainDisk disk) {
        return mapDisks(d -> d.target().equals(target) ? disk : d);
    }

    private DomainDisk requireDisk(String target) {
        return disk(target)
                .orElseThrow(() ->
                        new XmlException(
                                "domain "
                                        + name().orElse("without a name")
                                        + " has no disk "
                                        + target));
    }

    /// Changes each disk that `change` gives another value for.
    public DomainXml mapDisks(Function<DomainDisk, DomainDisk> change) {
        return new DomainXml(
                root.mapChildren(
                        "devices",
                        devices ->
                                devices.mapChildren(
                                        "disk", d -> change.apply(new DomainDisk(d)).element())));
    }

    /// Removes a disk, by its target.
    public DomainXml withoutDisk(String target) {
        return new DomainXml(
                root.mapChildren(
                        "devices",
                        devices ->
                                devices.withChildren(
                                        devices.children().stream()
                                                .filter(node -> !isDisk(node, target))
                                                .toList())));
    }

    private static boolean isDisk(XmlNode node, String target) {
        return node instanceof XmlElement element
                && element.name().equals("disk")
                && new DomainDisk(element).target().equals(target);
    }

    /// A definition for the next start out of a live one. libvirt ignores most of what only holds for a running domain
    /// (aliases, addresses of sockets, labels), but it would keep a backing chain that is named, so that a layer which
    /// has gone later keeps the domain from starting.
    public DomainXml withoutRuntime() {
        return new DomainXml(root.withoutAttribute("id")).mapDisks(DomainDisk::withoutChain);
    }

    /// The element of that namespace inside `<metadata>`; libvirt allows one for each namespace.
    public Optional<XmlElement> metadata(String namespace) {
        return root.path("metadata").stream()
                .flatMap(m -> m.elements().stream())
                .filter(e -> isIn(e, namespace))
                .findFirst();
    }

    /// Puts `element`, which declares its namespace itself, in the place of that namespace's metadata.
    ///
    /// @throws XmlException if it doesn't declare the namespace
    public DomainXml withMetadata(String namespace, XmlElement element) {
        if (!isIn(element, namespace)) {
            throw new XmlException("<" + element.name() + "> doesn't declare " + namespace);
        }
        var present = metadata(namespace);
        var metadata = root.child("metadata").orElse(XmlElement.of("metadata"));
        var changed =
                present.isPresent()
                        ? metadata.replace(present.get(), element)
                        : metadata.withChild(element);
        return new DomainXml(root.withSingle(changed, BEFORE_METADATA));
    }

    /// Removes the metadata of that namespace.
    public DomainXml withoutMetadata(String namespace) {
        var present = metadata(namespace);
        if (present.isEmpty()) {
            return this;
        }
        var marked = XmlElement.of("\0");
        var changed =
                root.mapChildren(
                        "metadata", m -> m.replace(present.get(), marked).withoutChildren("\0"));
        var empty = changed.path("metadata").stream().allMatch(m -> m.children().isEmpty());
        return new DomainXml(empty ? changed.withoutChildren("metadata") : changed);
    }

    private static boolean isIn(XmlElement element, String namespace) {
        var colon = element.name().indexOf(':');
        var declaration = colon < 0 ? "xmlns" : "xmlns:" + element.name().substring(0, colon);
        return element.attribute(declaration).filter(namespace::equals).isPresent();
    }

    /// Whether the firmware lies in flash: then its variables are part of the domain's state.
    public boolean hasPflash() {
        var firmware = root.path("os").stream().flatMap(o -> o.attribute("firmware").stream());
        var loaders = root.path("os", "loader").stream().flatMap(l -> l.attribute("type").stream());
        return firmware.anyMatch("efi"::equals) || loaders.anyMatch("pflash"::equals);
    }

    /// The file that holds the firmware's variables.
    public Optional<String> nvram() {
        return root.path("os", "nvram").stream()
                .flatMap(n ->
                        Stream.concat(
                                n.path("source").stream()
                                        .flatMap(s -> s.attribute("file").stream()),
                                Stream.of(n.text().strip()).filter(t -> !t.isEmpty())))
                .findFirst();
    }

    /// {@return the same with its NVRAM in the file; where it is empty, with none stated, so that libvirt chooses one by
    /// the domain's name}
    public DomainXml withNvram(Optional<String> file) {
        return new DomainXml(root.mapChildren("os", os -> withNvram(os, file)));
    }

    private static XmlElement withNvram(XmlElement os, Optional<String> file) {
        if (file.isEmpty()) {
            return os.mapChildren("nvram", n -> n.withoutChildren("source").withText(""));
        }
        var path = file.get();
        var element = os.child("nvram").orElse(XmlElement.of("nvram"));
        var changed =
                element.child("source")
                        .map(source -> element.replace(source, source.withAttribute("file", path)))
                        .orElseGet(() -> element.withText(path));
        return os.withSingle(changed, Set.of("type", "firmware", "loader"));
    }

    /// The channel to the QEMU guest agent, without which nothing can be frozen.
    public Optional<AgentChannel> agentChannel() {
        return root.path("devices", "channel", "target").stream()
                .filter(t -> t.attribute("name").filter(AGENT::equals).isPresent())
                .map(t ->
                        new AgentChannel(
                                t.attribute("state").filter("connected"::equals).isPresent()))
                .findFirst();
    }
}
