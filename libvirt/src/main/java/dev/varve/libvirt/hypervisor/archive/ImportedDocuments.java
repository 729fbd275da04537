package dev.varve.libvirt.hypervisor.archive;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.libvirt.hypervisor.clone.OwnIdentity;
import dev.varve.libvirt.hypervisor.observe.AnnotationsXml;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.libvirt.xml.XmlElement;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The documents of an archive as this host gets them: with the files' places here, and, of a copy, with an identity of
/// its own.
///
/// @param names where the files are
record ImportedDocuments(ArchiveStep.DefineImport step, NamedFiles names) {
    /// {@return the definition}
    String definition() {
        return own(withNvram(names.in(archived()))).toString();
    }

    private DomainXml archived() {
        return ImportXml.definition(step.definition());
    }

    /// {@return the snapshot's document}
    SnapshotXml of(ArchivedSnapshot snapshot) {
        var here = names.in(ImportXml.snapshot(snapshot.document()));
        var placed = inDomains(here, this::withNvram);
        return isCopy() ? inDomains(ungrouped(placed), this::own) : placed;
    }

    private static SnapshotXml inDomains(SnapshotXml snapshot, UnaryOperator<DomainXml> change) {
        return new SnapshotXml(
                snapshot.root()
                        .mapChildren("domain", domain -> in(domain, change))
                        .mapChildren("inactiveDomain", domain -> in(domain, change)));
    }

    private static XmlElement in(XmlElement domain, UnaryOperator<DomainXml> change) {
        return change.apply(new DomainXml(domain.renamed("domain"))).root().renamed(domain.name());
    }

    /// The others of the group have their snapshots with the domain that this one is a copy of.
    private static SnapshotXml ungrouped(SnapshotXml snapshot) {
        var notes = AnnotationsXml.written(snapshot);
        return notes.group().isEmpty()
                ? snapshot
                : AnnotationsXml.write(snapshot, withoutGroup(notes));
    }

    private static Annotations withoutGroup(Annotations notes) {
        return notes.withGroup(Optional.empty());
    }

    /// libvirt 9.0 doesn't note where it keeps the NVRAM of a domain whose firmware it chooses itself, and
    /// would look for it elsewhere here.
    private DomainXml withNvram(DomainXml domain) {
        return step.nvram().isPresent() && domain.hasPflash() && domain.nvram().isEmpty()
                ? domain.withNvram(step.nvram().map(Path::toString))
                : domain;
    }

    private boolean isCopy() {
        return archived()
                .uuid()
                .filter(uuid -> !uuid.equals(step.made().uuid().toString()))
                .isPresent();
    }

    private DomainXml own(DomainXml domain) {
        return isCopy()
                ? new OwnIdentity(step.made(), archived().name().orElse("")).of(domain)
                : domain.withName(step.made().name()).withUuid(step.made().uuid().toString());
    }
}
