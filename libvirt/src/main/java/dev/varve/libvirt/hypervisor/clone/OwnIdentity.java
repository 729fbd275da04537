package dev.varve.libvirt.hypervisor.clone;

import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Renaming;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.XmlElement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/// What makes a domain itself, for one that is a copy of another: name, UUID, generation ID, MAC addresses, TPM
/// state, and the sockets and files of character devices that bear the other's name.
///
/// What is new is made of the new UUID, so that whoever makes it again makes the same. A network card gets its
/// address by the one that it had: in each snapshot of a copy it has the same one.
///
/// @param original the name of the domain that it is a copy of
public record OwnIdentity(DomainRef made, String original) {
    private static final Set<String> CHARACTER_DEVICES =
            Set.of("serial", "parallel", "console", "channel");

    /// What is done to a network card.
    private enum Addresses {
        KEPT,
        OWN
    }

    /// {@return the original's XML as that of the copy}
    public DomainXml of(DomainXml original) {
        return of(original, Addresses.OWN);
    }

    /// {@return the same for a guest that goes on with saved memory: its network cards have the addresses that it
    /// knows}
    DomainXml remembered(DomainXml original) {
        return of(original, Addresses.KEPT);
    }

    private DomainXml of(DomainXml xml, Addresses addresses) {
        var named = xml.withName(made.name()).withUuid(made.uuid().toString()).root();
        return new DomainXml(
                named.withoutChildren("hwuuid")
                        .mapChildren("genid", genid -> genid.withText(derived("genid").toString()))
                        .mapChildren(
                                "sysinfo", sysinfo -> sysinfo.mapChildren("system", this::system))
                        .mapChildren("devices", devices -> devices(devices, addresses)));
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

    private XmlElement devices(XmlElement devices, Addresses addresses) {
        var number = new int[1];
        return devices.mapChildren("interface", card -> card(card, number[0]++, addresses))
                .mapChildren(
                        "tpm",
                        device -> device.mapChildren("backend", b -> b.withoutChildren("source")))
                .mapChildren(device ->
                        CHARACTER_DEVICES.contains(device.name())
                                ? device.mapChildren("source", source -> renamed(source, "path"))
                                        .mapChildren("log", log -> renamed(log, "file"))
                                : device);
    }

    /// A socket or a file that bears the original's name bears the new one's.
    private XmlElement renamed(XmlElement element, String attribute) {
        return element.attribute(attribute)
                .flatMap(path -> new Renaming(original, made.name()).of(Path.of(path)))
                .map(path -> element.withAttribute(attribute, path.toString()))
                .orElse(element);
    }

    /// The name of the host's end is libvirt's to choose.
    private XmlElement card(XmlElement device, int number, Addresses addresses) {
        var bare = device.withoutChildren("target");
        return switch (addresses) {
            case KEPT -> bare;
            case OWN ->
                    bare.withSingle(
                            XmlElement.of("mac")
                                    .withAttribute("address", macAddress(known(device, number))),
                            Set.of());
        };
    }

    private static String known(XmlElement device, int number) {
        return device.child("mac")
                .flatMap(mac -> mac.attribute("address"))
                .map(address -> address.toLowerCase(Locale.ROOT))
                .orElse("" + number);
    }

    /// As libvirt makes them for QEMU (virDomainNetGenerateMAC): 52:54:00, then anything.
    private String macAddress(String of) {
        var bits = derived("mac" + of).getLeastSignificantBits();
        return "52:54:00:%02x:%02x:%02x"
                .formatted(bits >> 16 & 0xff, bits >> 8 & 0xff, bits & 0xff);
    }

    private UUID derived(String what) {
        return UUID.nameUUIDFromBytes((what + made.uuid()).getBytes(StandardCharsets.UTF_8));
    }
}
