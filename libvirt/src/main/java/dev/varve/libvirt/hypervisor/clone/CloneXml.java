package dev.varve.libvirt.hypervisor.clone;

import dev.varve.core.plan.step.CloneStep;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.XmlElement;
import dev.varve.libvirt.xml.XmlNode;
import java.nio.file.Path;

/// A domain's XML for another that is like it but for what makes it itself, its NVRAM and its disks.
final class CloneXml {
    private CloneXml() {}

    static DomainXml of(DomainXml origin, CloneStep.DefineClone step) {
        return identity(origin, step).of(placed(origin, step));
    }

    /// {@return the XML of a clone that goes on with saved memory: its network cards have the addresses that
    /// its guest knows}
    ///
    /// @param saved the domain's, as it stands in the file
    static DomainXml resumed(DomainXml saved, CloneStep.DefineClone step) {
        var clone = identity(saved, step).remembered(placed(saved, step)).root();
        return new DomainXml(
                clone.withChildren(
                        clone.children().stream().filter(node -> !isOwnLabel(node)).toList()));
    }

    private static OwnIdentity identity(DomainXml origin, CloneStep.DefineClone step) {
        return new OwnIdentity(step.made(), origin.name().orElse(""));
    }

    /// libvirt makes one for each domain, of its UUID.
    private static boolean isOwnLabel(XmlNode node) {
        return node instanceof XmlElement element
                && element.name().equals("seclabel")
                && element.attribute("type").filter("dynamic"::equals).isPresent();
    }

    private static DomainXml placed(DomainXml origin, CloneStep.DefineClone step) {
        var placed = origin.withoutRuntime().withoutMetadata(DomainXml.VARVE_NAMESPACE);
        for (var placement : step.placements()) {
            placed =
                    placed.withDiskSource(
                            placement.disk().name(),
                            placement.image().toString(),
                            placement.format().formatName());
        }
        return placed.withNvram(step.nvram().map(Path::toString));
    }
}
