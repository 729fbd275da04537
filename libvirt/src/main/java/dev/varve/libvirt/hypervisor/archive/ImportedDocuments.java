package dev.varve.libvirt.hypervisor.archive;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.NewPlace;
import dev.varve.libvirt.hypervisor.clone.OwnIdentity;
import dev.varve.libvirt.hypervisor.observe.AnnotationsXml;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.libvirt.xml.XmlElement;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The documents of an archive as this host defines them: each file where it is here, and in those of a copy what
/// the copy has of its own.
///
/// @param places by the names that the archive's documents have for the files
/// @param nvram the domain's, where there is one
/// @param identity the copy's; empty where the domain is the archive's own
record ImportedDocuments(
        Map<String, String> places, Optional<String> nvram, Optional<OwnIdentity> identity) {
    static ImportedDocuments of(ArchiveStep.DefineImport step) {
        return new ImportedDocuments(
                step.places().stream()
                        .collect(
                                Collectors.toMap(
                                        place -> place.from().toString(),
                                        (NewPlace place) -> place.to().toString())),
                step.nvram().map(Path::toString),
                step.original().map(original -> new OwnIdentity(step.made(), original)));
    }

    DomainXml definition(ArchiveStep.DefineImport step) {
        return own(names().in(ImportXml.definition(step.definition())))
                .withName(step.made().name())
                .withUuid(step.made().uuid().toString());
    }

    SnapshotXml snapshot(ArchivedSnapshot snapshot) {
        var xml = names().in(ImportXml.snapshot(snapshot.document()));
        var owned =
                new SnapshotXml(
                        xml.root()
                                .mapChildren("domain", this::own)
                                .mapChildren("inactiveDomain", this::own));
        return identity.isPresent()
                ? new GoneOverlays(Set.copyOf(places.values())).renamed(withOwnNotes(owned))
                : owned;
    }

    private NamedFiles names() {
        return new NamedFiles(path -> places.getOrDefault(path, path));
    }

    private SnapshotXml withOwnNotes(SnapshotXml snapshot) {
        var noted = AnnotationsXml.written(snapshot);
        return noted.equals(Annotations.none())
                ? snapshot
                : AnnotationsXml.write(snapshot, own(noted));
    }

    /// A copy was taken with no other domain, and a layer that isn't in the archive is the original's.
    private Annotations own(Annotations noted) {
        return noted.withGroup(Optional.empty())
                .withBranchLayers(
                        noted.branchLayers().stream()
                                .filter(layer -> places.containsValue(layer.toString()))
                                .toList());
    }

    private XmlElement own(XmlElement domain) {
        return own(new DomainXml(domain.renamed("domain"))).root().renamed(domain.name());
    }

    private DomainXml own(DomainXml domain) {
        return identity.map(copy -> copy.of(withOwnNvram(domain)))
                .orElseGet(() -> withNvram(domain));
    }

    /// libvirt 9.0 doesn't note where it keeps the NVRAM of a domain whose firmware it chooses itself, and
    /// would look for it elsewhere here.
    private DomainXml withNvram(DomainXml domain) {
        return nvram.isPresent() && domain.hasPflash() && domain.nvram().isEmpty()
                ? domain.withNvram(nvram)
                : domain;
    }

    /// What isn't the copy's is the original's, which may run beside it.
    private DomainXml withOwnNvram(DomainXml domain) {
        boolean placed = domain.nvram().filter(places::containsValue).isPresent();
        boolean needed = domain.hasPflash() || domain.nvram().isPresent();
        return needed && !placed ? domain.withNvram(nvram) : domain;
    }
}
