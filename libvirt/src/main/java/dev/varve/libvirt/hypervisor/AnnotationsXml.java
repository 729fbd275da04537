package dev.varve.libvirt.hypervisor;

import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.libvirt.xml.XmlElement;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What Varve keeps in a snapshot's own XML, for which libvirt has no field: in the `<metadata>` of
/// the snapshot's `<domain>`, so that it travels with the snapshot.
///
/// ```xml
/// <varve:snapshot xmlns:varve='https://varve.dev/xmlns/snapshot/1.0'>
///   <varve:branch-layer file='/images/vda.s1'/>
/// </varve:snapshot>
/// ```
final class Annotations {
    private static final String ROOT = "varve:snapshot";
    private static final String BRANCH_LAYER = "varve:branch-layer";

    private Annotations() {}

    /// {@return the unnamed branch layers that the snapshot notes}
    static Set<Path> branchLayers(SnapshotXml snapshot) {
        return snapshot
                .domain()
                .flatMap(domain -> domain.metadata(DomainXml.VARVE_NAMESPACE))
                .map(root -> root.children(BRANCH_LAYER))
                .orElse(List.of())
                .stream()
                .flatMap(layer -> layer.attribute("file").stream())
                .map(Paths::real)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// {@return the snapshot with those branch layers, and no others, noted}
    static SnapshotXml withBranchLayers(SnapshotXml snapshot, Collection<Path> layers) {
        return snapshot.domain()
                .map(domain -> snapshot.withDomain(noted(domain, layers)))
                .orElse(snapshot);
    }

    private static DomainXml noted(DomainXml domain, Collection<Path> layers) {
        if (layers.isEmpty()) {
            return domain.withoutMetadata(DomainXml.VARVE_NAMESPACE);
        }
        var root = XmlElement.of(ROOT).withAttribute("xmlns:varve", DomainXml.VARVE_NAMESPACE);
        for (var layer : new TreeSet<>(layers)) {
            root =
                    root.withChild(
                            XmlElement.of(BRANCH_LAYER).withAttribute("file", layer.toString()));
        }
        return domain.withMetadata(DomainXml.VARVE_NAMESPACE, root);
    }
}
