package dev.varve.libvirt.hypervisor.clone;

import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.core.plan.step.Placement;
import dev.varve.libvirt.hypervisor.observe.Unshareable;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.XmlElement;
import dev.varve.libvirt.xml.XmlNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A domain's XML for another that is like it but for what makes it itself: name, UUID, generation ID,
/// MAC addresses, NVRAM, TPM state and disks.
///
/// What is new is made of the new UUID, so that whoever makes it again makes the same.
final class CloneXml {
    private static final Set<String> CHARACTER_DEVICES =
            Set.of("serial", "parallel", "console", "channel");

    private final DomainRef made;
    private final String originName;
    private final boolean remembered;

    /// @param remembered whether its guest knows its devices by the memory that it goes on with
    private CloneXml(DomainRef made, String originName, boolean remembered) {
        this.made = made;
        this.originName = originName;
        this.remembered = remembered;
    }

    static DomainXml of(DomainXml origin, CloneStep.DefineClone step) {
        var xml = new CloneXml(step.made(), origin.name().orElse(""), false);
        return xml.of(origin, step.placements(), step.nvram());
    }

    /// {@return the XML of a clone that goes on with saved memory: its network cards have the addresses that
    /// its guest knows}
    ///
    /// @param saved the domain's, as it stands in the file
    static DomainXml resumed(DomainXml saved, CloneStep.DefineClone step) {
        var xml = new CloneXml(step.made(), saved.name().orElse(""), true);
        var clone = xml.of(saved, step.placements(), step.nvram()).root();
        return new DomainXml(
                clone.withChildren(
                        clone.children().stream().filter(node -> !isOwnLabel(node)).toList()));
    }

    /// libvirt makes one for each domain, of its UUID.
    private static boolean isOwnLabel(XmlNode node) {
        return node instanceof XmlElement element
                && element.name().equals("seclabel")
                && element.attribute("type").filter("dynamic"::equals).isPresent();
    }

    private DomainXml of(DomainXml origin, List<Placement> placements, Optional<Path> nvram) {
        var placed = origin.withoutRuntime().withoutMetadata(DomainXml.VARVE_NAMESPACE);
        for (var placement : placements) {
            placed =
                    placed.withDiskSource(
                            placement.disk().name(),
                            placement.image().toString(),
                            placement.format().formatName());
        }
        var named = placed.withName(made.name()).withUuid(made.uuid().toString());
        return new DomainXml(itself(named.root())).withNvram(nvram.map(Path::toString));
    }

    private XmlElement itself(XmlElement domain) {
        return domain.withoutChildren("hwuuid")
                .mapChildren("genid", genid -> genid.withText(derived("genid").toString()))
                .mapChildren("sysinfo", sysinfo -> sysinfo.mapChildren("system", this::system))
                .mapChildren("devices", this::devices);
    }

    /// libvirt refuses a domain whose SMBIOS has another UUID.
    private XmlElement system(XmlElement system) {
        return system.mapChildren(
                "entry",
                entry ->
                        entry.attribute("name").filter("uuid"::equals).isPresent()
                                ? entry.withText(made.uuid().toString())
                                : entry);
    }

    private XmlElement devices(XmlElement devices) {
        var number = new int[1];
        return devices.mapChildren("interface", device -> networkInterface(device, number[0]++))
                .mapChildren(
                        "tpm",
                        device -> device.mapChildren("backend", b -> b.withoutChildren("source")))
                .mapChildren(device ->
                        CHARACTER_DEVICES.contains(device.name())
                                ? device.mapChildren("source", this::source)
                                : device);
    }

    /// A socket or a file that bears the origin's name bears the new one's.
    private XmlElement source(XmlElement source) {
        return source.attribute("path")
                .flatMap(path -> Unshareable.renamed(path, originName, made.name()))
                .map(path -> source.withAttribute("path", path))
                .orElse(source);
    }

    /// The name of the host's end is libvirt's to choose.
    private XmlElement networkInterface(XmlElement device, int number) {
        var mac = XmlElement.of("mac").withAttribute("address", macAddress(number));
        var bare = device.withoutChildren("target");
        return remembered ? bare : bare.withSingle(mac, Set.of());
    }

    /// As libvirt makes them for QEMU (virDomainNetGenerateMAC): 52:54:00, then anything.
    private String macAddress(int number) {
        var bits = derived("mac" + number).getLeastSignificantBits();
        return "52:54:00:%02x:%02x:%02x"
                .formatted(bits >> 16 & 0xff, bits >> 8 & 0xff, bits & 0xff);
    }

    private UUID derived(String what) {
        return UUID.nameUUIDFromBytes((what + made.uuid()).getBytes(StandardCharsets.UTF_8));
    }
}
