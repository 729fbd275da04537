package dev.varve.libvirt.hypervisor.archive;

import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotXml;

/// The documents of a domain as another host needs them: every file under the one name that it also has
/// in the archive, whatever symbolic links led to it here.
public final class ExportXml {
    private ExportXml() {}

    /// {@return the domain with documents that name what its files' origins name}
    public static ArchivedDomain resolved(ArchivedDomain domain) {
        var names = NamedFiles.resolved();
        return new ArchivedDomain(
                domain.ref(),
                names.in(DomainXml.parse(domain.definition()).withoutRuntime()).toString(),
                domain.snapshots().stream()
                        .map(snapshot ->
                                new ArchivedSnapshot(
                                        snapshot.name(), resolved(names, snapshot.document())))
                        .toList(),
                domain.current(),
                domain.files());
    }

    private static String resolved(NamedFiles names, String document) {
        return names.in(SnapshotXml.parse(document)).withoutActive().toString();
    }
}
