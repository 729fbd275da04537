package dev.varve.libvirt.hypervisor.clone;

import dev.varve.core.model.DomainRef;
import dev.varve.libvirt.hypervisor.observe.Unshareable;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.XmlElement;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;

/// What makes a domain itself, and no two domains have in common: name, UUID, generation ID, MAC addresses, TPM state, and
/// the names of its sockets and logs.
///
/// What is new is made of the new UUID, so that whoever makes it again makes the same.
///
/// @param made whose it is to be
/// @param originName what the domain is called that the XML is of
/// @param remembered whether its guest knows its devices by the memory that it goes on with
public record OwnIdentity(DomainRef made, String originName, boolean remembered) {
    private static final Set<String> CHARACTER_DEVICES =
            Set.of("serial", "parallel", "console", "channel");

    /// {@return the identity of a domain whose guest begins anew}
    public OwnIdentity(DomainRef made, String originName) {
        this(made, originName, /* remembered= */ false);
    }

    /// {@return the domain with this identity, and all else as it was}
    public DomainXml of(DomainXml domain) {
        var named = domain.withName(made.name()).withUuid(made.uuid().toString());
        return new DomainXml(itself(named.root()));
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
        var known = device.child("mac").flatMap(mac -> mac.attribute("address"));
        var mac =
                XmlElement.of("mac")
                        .withAttribute("address", macAddress(known.orElse("" + number)));
        var bare = device.withoutChildren("target");
        return remembered ? bare : bare.withSingle(mac, Set.of());
    }

    /// As libvirt makes them for QEMU (virDomainNetGenerateMAC): 52:54:00, then anything. A card that has another place in
    /// a snapshot of the domain has the same address there.
    ///
    /// @param card the address that it had, or its number
    private String macAddress(String card) {
        var bits = derived("mac" + card).getLeastSignificantBits();
        return "52:54:00:%02x:%02x:%02x"
                .formatted(bits >> 16 & 0xff, bits >> 8 & 0xff, bits & 0xff);
    }

    private UUID derived(String what) {
        return UUID.nameUUIDFromBytes((what + made.uuid()).getBytes(StandardCharsets.UTF_8));
    }
}
