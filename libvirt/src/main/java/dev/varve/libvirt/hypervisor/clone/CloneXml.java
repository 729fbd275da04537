package dev.varve.libvirt.hypervisor.clone;

import dev.varve.core.model.DomainRef;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.core.plan.step.Placement;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.XmlElement;
import dev.varve.libvirt.xml.XmlNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A domain's XML for another that is like it but for what makes it itself ([OwnIdentity]), its NVRAM and its disks.
final class CloneXml {
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
        var identity = new OwnIdentity(made, originName, remembered);
        return identity.of(placed).withNvram(nvram.map(Path::toString));
    }
}
