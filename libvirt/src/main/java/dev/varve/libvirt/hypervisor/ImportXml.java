package dev.varve.libvirt.hypervisor;

import dev.varve.core.model.ArchivedDomain;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.XmlElement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The documents of a domain from another host.
public final class ImportXml {
    /// What a domain boots without any firmware of its own.
    private static final Set<String> BOOT_FILES = Set.of("kernel", "initrd", "dtb");

    private ImportXml() {}

    /// {@return the files of the other host that the domain's definition names, and that aren't in the
    /// archive: whatever is under these names here, its guest gets}
    public static List<Path> foreign(ArchivedDomain domain) {
        var xml = DomainXml.parse(domain.definition());
        var packed = domain.origins().stream().map(Path::toString).collect(Collectors.toSet());
        var disks = xml.disks().stream().map(DomainDisk::sourcePath).flatMap(Optional::stream);
        var boot =
                xml.root().path("os").stream()
                        .flatMap(os -> os.elements().stream())
                        .filter(element -> BOOT_FILES.contains(element.name()))
                        .map(XmlElement::text)
                        .map(String::strip);
        return Stream.concat(disks, boot)
                .filter(path -> path.startsWith("/") && !packed.contains(path))
                .distinct()
                .map(Path::of)
                .toList();
    }
}
