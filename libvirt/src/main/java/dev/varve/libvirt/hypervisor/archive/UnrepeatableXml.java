package dev.varve.libvirt.hypervisor.archive;

import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.ArchivedFile.Role;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.Unrepeatable;
import dev.varve.libvirt.hypervisor.observe.Unshareable;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotLocation;
import dev.varve.libvirt.xml.SnapshotMemory;
import dev.varve.libvirt.xml.SnapshotXml;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a copy of an archive's domain can't have of it, by its documents.
final class UnrepeatableXml {
    private final ArchivedDomain domain;
    private final Set<String> images;

    private UnrepeatableXml(ArchivedDomain domain) {
        this.domain = domain;
        this.images =
                domain.files().stream()
                        .filter(file -> file.role() == Role.IMAGE)
                        .map(file -> file.origin().toString())
                        .collect(Collectors.toSet());
    }

    /// {@return it}
    ///
    /// @throws dev.varve.libvirt.xml.XmlException where a document can't be read
    static Unrepeatable of(ArchivedDomain domain) {
        var found = new UnrepeatableXml(domain);
        return new Unrepeatable(found.remembering(), found.written(), found.unshareable());
    }

    private List<SnapshotName> remembering() {
        return domain.snapshots().stream()
                .filter(UnrepeatableXml::holdsMemory)
                .map(ArchivedSnapshot::name)
                .toList();
    }

    private static boolean holdsMemory(ArchivedSnapshot snapshot) {
        return SnapshotXml.parse(snapshot.document())
                .memory()
                .flatMap(SnapshotMemory::snapshot)
                .filter(location -> location != SnapshotLocation.NO)
                .isPresent();
    }

    private List<String> written() {
        return definitions()
                .flatMap(definition -> definition.disks().stream())
                .filter(disk -> !disk.isReadOnly() && isElsewhere(disk))
                .map(DomainDisk::target)
                .distinct()
                .toList();
    }

    private boolean isElsewhere(DomainDisk disk) {
        return switch (disk.type()) {
            case "file", "block" ->
                    disk.sourcePath().filter(path -> !images.contains(path)).isPresent();
            default -> true;
        };
    }

    private List<String> unshareable() {
        return definitions()
                .flatMap(definition -> Unshareable.of(definition).stream())
                .distinct()
                .toList();
    }

    private Stream<DomainXml> definitions() {
        return Stream.concat(
                Stream.of(DomainXml.parse(domain.definition())),
                domain.snapshots().stream()
                        .flatMap(snapshot ->
                                SnapshotXml.parse(snapshot.document()).nextDomain().stream()));
    }
}
