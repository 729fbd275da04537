package dev.varve.libvirt.hypervisor.archive;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.ArchivedFile;
import dev.varve.core.model.ArchivedFile.Role;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.model.DomainArchive;
import dev.varve.core.model.StoreCopy;
import dev.varve.core.model.Unrepeatable;
import dev.varve.image.Archive;
import dev.varve.libvirt.hypervisor.clone.SaveImage;
import dev.varve.libvirt.hypervisor.observe.AnnotationsXml;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.libvirt.xml.XmlElement;
import dev.varve.libvirt.xml.XmlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The documents of a domain from another host, whoever made them.
///
/// They are looked at before anything is taken out of the archive. Each file of the archive has to be what the
/// manifest says, under whatever name a document has it, for that alone is checked when it is taken out.
public final class ImportXml {
    private final DomainArchive archive;
    private final ArchivedNames names;
    private final List<String> contradictions = new ArrayList<>();
    private final Set<String> references = new LinkedHashSet<>();

    private ImportXml(DomainArchive archive) {
        this.archive = archive;
        this.names = ArchivedNames.of(archive.domain());
    }

    /// What the documents are.
    ///
    /// @param contradictions to the manifest: such an archive is damaged, or is made to deceive
    /// @param references to things of this host that aren't in the archive, in a few words each: the guest gets
    ///     them, so it is for the user to say whether it may
    /// @param booted files of the host that the domain boots, and that anybody may read
    /// @param unrepeatable what a copy of the domain can't have
    public record Findings(
            List<String> contradictions,
            List<String> references,
            List<Path> booted,
            Unrepeatable unrepeatable) {
        public Findings {
            contradictions = List.copyOf(contradictions);
            references = List.copyOf(references);
            booted = List.copyOf(booted);
        }
    }

    /// Looks at all documents of an archive, those inside files of saved memory as well.
    ///
    /// @throws IOException when the archive can't be read any more
    public static Findings examine(DomainArchive archive) throws IOException {
        var found = new ImportXml(archive);
        try {
            return found.all();
        } catch (XmlException e) {
            return new Findings(
                    List.of("a document in it can't be read: " + e.getMessage()),
                    List.of(),
                    List.of(),
                    Unrepeatable.nothing());
        }
    }

    /// {@return a definition without what only its own host reported of its images, and without notes on a
    /// snapshot, which it may have from a revert}
    static DomainXml definition(String document) {
        return DomainXml.parse(document)
                .withoutRuntime()
                .withoutMetadata(DomainXml.VARVE_NAMESPACE);
    }

    /// {@return a snapshot's document, the same way}
    static SnapshotXml snapshot(String document) {
        var xml = SnapshotXml.parse(document).withoutActive();
        boolean noted = !AnnotationsXml.written(xml).equals(Annotations.none());
        return new SnapshotXml(
                xml.root()
                        .mapChildren("domain", domain -> bare(domain, noted))
                        .mapChildren("inactiveDomain", domain -> bare(domain, false)));
    }

    private static XmlElement bare(XmlElement domain, boolean noted) {
        var xml = new DomainXml(domain.renamed("domain")).mapDisks(DomainDisk::withoutChain);
        return (noted ? xml : xml.withoutMetadata(DomainXml.VARVE_NAMESPACE))
                .root()
                .renamed(domain.name());
    }

    private Findings all() throws IOException {
        var definition = definition(archive.domain().definition());
        look("the definition", definition);
        for (var snapshot : archive.domain().snapshots()) {
            look(snapshot);
        }
        return new Findings(
                contradictions,
                List.copyOf(references),
                booted(definition),
                UnrepeatableXml.of(archive.domain()));
    }

    private static List<Path> booted(DomainXml definition) {
        return Stream.of(BootFile.values())
                .flatMap(kind ->
                        definition.root().path("os", kind.element()).stream()
                                .map(element -> element.text().strip())
                                .filter(kind::isHarmless))
                .map(Path::of)
                .distinct()
                .toList();
    }

    private void look(String where, DomainXml domain) {
        references.addAll(HostReferences.in(domain, names));
        domain.disks().stream()
                .flatMap(disk ->
                        DiskSources.contradiction(
                                disk.element(), "disk " + disk.target(), "raw", names)
                                .stream())
                .map(why -> where + ": " + why)
                .forEach(contradictions::add);
        domain.root().path("os", "nvram").stream()
                .flatMap(nvram ->
                        Stream.concat(Stream.of(nvram.text().strip()), DiskSources.paths(nvram)))
                .forEach(path -> requireRole(where + ": its NVRAM", path, Role.NVRAM));
        requireOneNote(where, domain);
    }

    /// Only the first one would be looked at.
    private void requireOneNote(String where, DomainXml domain) {
        var without = domain.withoutMetadata(DomainXml.VARVE_NAMESPACE);
        if (domain.root().children("metadata").size() > 1
                || without.metadata(DomainXml.VARVE_NAMESPACE).isPresent()) {
            contradictions.add(where + " has Varve's metadata twice");
        }
    }

    private void requireRole(String what, String path, Role role) {
        names.file(path)
                .filter(file -> file.role() != role)
                .ifPresent(file -> contradictions.add(what + ": " + DiskSources.wrongRole(file)));
    }

    private void look(ArchivedSnapshot snapshot) throws IOException {
        var where = "snapshot " + snapshot.name();
        var xml = snapshot(snapshot.document());
        if (!xml.name().equals(Optional.of(snapshot.name().value()))) {
            contradictions.add(where + ": its document has another name");
        }
        for (var part : xml.root().elements()) {
            look(where, part);
        }
        var notes = AnnotationsXml.written(xml);
        notes.branchLayers().forEach(layer -> named(where, "layer", layer, Role.IMAGE));
        notes.copies().values().stream()
                .map(StoreCopy::file)
                .forEach(copy -> named(where, "copy of the NVRAM", copy, Role.NVRAM_COPY));
        for (var memory : xml.root().children("memory")) {
            lookAtMemory(where, memory, xml);
        }
    }

    private void look(String where, XmlElement part) {
        switch (part.name()) {
            case "domain", "inactiveDomain" -> look(where, new DomainXml(part.renamed("domain")));
            case "disks", "revertDisks" -> part.elements().forEach(disk -> lookAtDisk(where, disk));
            case "name", "description", "parent" -> {}
            case "memory" ->
                    HostReferences.inPart(part.withoutAttribute("file"), names)
                            .forEach(references::add);
            default -> HostReferences.inPart(part, names).forEach(references::add);
        }
    }

    private void lookAtDisk(String where, XmlElement disk) {
        var title = "disk " + disk.attribute("name").orElse("without a name");
        var type = disk.attribute("type").orElse("file");
        if (!type.equals("file") && !type.equals("block")) {
            references.add(title + ", of type " + type);
        }
        DiskSources.contradiction(disk, title, "qcow2", names)
                .map(why -> where + ": " + why)
                .ifPresent(contradictions::add);
        DiskSources.paths(disk).forEach(path -> mayBeGone(title, Path.of(path)));
        HostReferences.besideSources(title, disk, names).forEach(references::add);
    }

    private void named(String where, String what, Path path, Role role) {
        requireRole(where + ": " + what, path.toString(), role);
        mayBeGone(what, path);
    }

    /// What a snapshot notes beside the archive's files is gone, and nobody has it. What there is under that name
    /// on this host is somebody's, and deleting the snapshot would remove it.
    private void mayBeGone(String what, Path path) {
        if (!names.contains(path.toString())
                && (!path.isAbsolute() || Files.exists(path, LinkOption.NOFOLLOW_LINKS))) {
            references.add(what + " " + path);
        }
    }

    private void lookAtMemory(String where, XmlElement memory, SnapshotXml snapshot)
            throws IOException {
        var path = memory.attribute("file");
        if (path.isEmpty()) {
            return;
        }
        requireRole(where + ": its memory", path.get(), Role.MEMORY);
        var file = names.file(path.get());
        if (file.isEmpty()) {
            references.add("memory file " + path.get());
        } else if (file.get().role() == Role.MEMORY) {
            saved(file.get()).ifPresent(xml -> look(where + ", in its memory file", xml, snapshot));
        }
    }

    private Optional<DomainXml> saved(ArchivedFile file) throws IOException {
        var open = Archive.open(archive.path());
        var header = open.begin(file.member(), SaveImage.HEADER_BYTES).orElse(new byte[0]);
        int length;
        try {
            length = SaveImage.described(Path.of(file.member()), header);
        } catch (IOException e) {
            contradictions.add("member " + e.getMessage());
            return Optional.empty();
        }
        var described = open.begin(file.member(), length).orElse(new byte[0]);
        return Optional.of(DomainXml.parse(SaveImage.xml(described)));
    }

    /// A guest is resumed with what is in its file of saved memory, but for the places of its disks and of its
    /// NVRAM: those are the snapshot's.
    private void look(String where, DomainXml saved, SnapshotXml snapshot) {
        var root =
                defined(snapshot).allMatch(this::placesNvram)
                        ? saved.root().mapChildren("os", os -> os.withoutChildren("nvram"))
                        : saved.root();
        look(
                where,
                new DomainXml(root)
                        .withoutRuntime()
                        .mapDisks(disk ->
                                !disk.isReadOnly()
                                                && defined(snapshot)
                                                        .allMatch(xml -> places(xml, disk))
                                        ? new DomainDisk(disk.element().withoutChildren("source"))
                                        : disk));
    }

    private static Stream<DomainXml> defined(SnapshotXml snapshot) {
        return Stream.concat(snapshot.domain().stream(), snapshot.inactiveDomain().stream());
    }

    private boolean placesNvram(DomainXml domain) {
        return domain.nvram().isPresent() || (names.hasNvram() && domain.hasPflash());
    }

    private static boolean places(DomainXml domain, DomainDisk disk) {
        return domain.disk(disk.target()).flatMap(DomainDisk::sourcePath).isPresent();
    }
}
