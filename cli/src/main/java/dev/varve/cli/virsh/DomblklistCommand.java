package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.json.DiskList;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.cli.text.Table;
import dev.varve.cli.text.TerminalCharset;
import dev.varve.libvirt.LibvirtEnums.VirDomainXMLFlags;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.Xml;
import dev.varve.libvirt.xml.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `domblklist`
@Command(description = "List the disks of a domain.", footer = "varve domblklist web")
final class DomblklistCommand implements VirshCommand {
    private static final Set<String> NAMES = Set.of("file", "dev", "dir", "name", "volume", "path");

    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Option(names = "--inactive", description = "the definition for the next start")
    boolean inactive;

    @Option(names = "--details", description = "show type and device too")
    boolean details;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain)) {
            var xml = Xml.parse(handle.xml(inactive ? VirDomainXMLFlags.INACTIVE : 0));
            var disks = new DomainXml(xml).disks().stream().map(DomblklistCommand::disk).toList();
            session.print(
                    json
                            ? JsonText.of(new DiskList(handle.name(), disks))
                            : table(session, disks).toString(!session.quiet()));
        }
    }

    private Table table(Session session, List<DiskList.Disk> disks) {
        var charset = TerminalCharset.of(session.environment());
        if (!details) {
            var table = new Table(charset, List.of("Target", "Source"));
            disks.forEach(disk -> table.add(List.of(disk.target(), disk.source().orElse("-"))));
            return table;
        }
        var table = new Table(charset, List.of("Type", "Device", "Target", "Source"));
        for (var disk : disks) {
            table.add(
                    List.of(disk.type(), disk.device(), disk.target(), disk.source().orElse("-")));
        }
        return table;
    }

    private static DiskList.Disk disk(DomainDisk disk) {
        var target = disk.element().child("target").flatMap(t -> t.attribute("dev"));
        return new DiskList.Disk(
                target.orElseThrow(() -> new CommandFailure("unable to query block list")),
                disk.type(),
                disk.device(),
                disk.source().flatMap(DomblklistCommand::source).filter(s -> !s.isEmpty()));
    }

    /// The attribute that names the source, whatever its kind; of an NVMe disk, its PCI address.
    private static Optional<String> source(XmlElement source) {
        return source.attributes().stream()
                .filter(attribute -> NAMES.contains(attribute.name()))
                .map(attribute -> attribute.value())
                .findFirst()
                .or(() -> source.child("address").map(address -> nvme(source, address)));
    }

    private static String nvme(XmlElement source, XmlElement address) {
        return "nvme://%04x:%02x:%02x.%d/%s"
                .formatted(
                        number(address, "domain"),
                        number(address, "bus"),
                        number(address, "slot"),
                        number(address, "function"),
                        source.attribute("namespace").orElse(""));
    }

    private static int number(XmlElement address, String part) {
        try {
            return Integer.decode(address.attribute(part).orElse("0"));
        } catch (NumberFormatException _) {
            throw new CommandFailure("unable to query block list");
        }
    }
}
