package dev.varve.libvirt.hypervisor.archive;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.StateStore;
import dev.varve.core.model.StoreCopy;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.hypervisor.observe.AnnotationsXml;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotDisk;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.libvirt.xml.XmlElement;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Every image, memory file and NVRAM that the XML of a domain or a snapshot names, under other names.
/// What lies below a disk's image is then left to the headers.
///
/// @param change gives each absolute path its new one, or itself
record NamedFiles(UnaryOperator<String> change) {
    /// {@return the documents of this host, with no symbolic link in a name}
    static NamedFiles resolved() {
        return new NamedFiles(name -> Paths.real(name).toString());
    }

    DomainXml in(DomainXml domain) {
        var disks = domain.mapDisks(this::in);
        return new DomainXml(
                disks.root()
                        .mapChildren("os", os -> os.mapChildren("nvram", nvram -> nvram(nvram))));
    }

    SnapshotXml in(SnapshotXml snapshot) {
        var annotations = AnnotationsXml.written(snapshot);
        var changed = snapshot.mapDisks(this::in);
        if (!snapshot.revertDisks().isEmpty()) {
            changed = changed.withRevertDisks(disks(snapshot.revertDisks()));
        }
        changed =
                new SnapshotXml(
                        changed.root()
                                .mapChildren("memory", memory -> attribute(memory, "file"))
                                .mapChildren("domain", e -> in(new DomainXml(e)).root())
                                .mapChildren(
                                        "inactiveDomain",
                                        e ->
                                                in(new DomainXml(e.renamed("domain")))
                                                        .root()
                                                        .renamed("inactiveDomain")));
        return annotations.equals(Annotations.none())
                ? changed
                : AnnotationsXml.write(changed, in(annotations));
    }

    private List<SnapshotDisk> disks(List<SnapshotDisk> disks) {
        return disks.stream().map(this::in).toList();
    }

    private DomainDisk in(DomainDisk disk) {
        return changed(disk.sourcePath())
                .map(file -> new DomainDisk(onFile(disk.withoutChain().element(), file)))
                .orElse(disk);
    }

    private SnapshotDisk in(SnapshotDisk disk) {
        return changed(disk.sourcePath())
                .map(file -> new SnapshotDisk(onFile(disk.element(), file)))
                .orElse(disk);
    }

    /// All else that is said about the image stays: its format, its encryption, labels.
    private static XmlElement onFile(XmlElement disk, String file) {
        return disk.withAttribute("type", "file")
                .mapChildren(
                        "source",
                        source -> source.withoutAttribute("dev").withAttribute("file", file));
    }

    /// {@return the new name, where it is another}
    private Optional<String> changed(Optional<String> name) {
        return name.filter(path -> path.startsWith("/"))
                .map(change)
                .filter(path -> !name.equals(Optional.of(path)));
    }

    private XmlElement attribute(XmlElement element, String attribute) {
        return changed(element.attribute(attribute))
                .map(file -> element.withAttribute(attribute, file))
                .orElse(element);
    }

    private XmlElement nvram(XmlElement nvram) {
        return nvram.child("source").isPresent()
                ? nvram.mapChildren("source", source -> attribute(source, "file"))
                : changed(Optional.of(nvram.text().strip())).map(nvram::withText).orElse(nvram);
    }

    private Annotations in(Annotations annotations) {
        var copies = new EnumMap<StateStore.Kind, StoreCopy>(StateStore.Kind.class);
        annotations
                .copies()
                .forEach((kind, copy) ->
                        copies.put(kind, new StoreCopy(in(copy.file()), in(copy.of()))));
        return annotations
                .withBranchLayers(annotations.branchLayers().stream().map(this::in).toList())
                .withCopies(copies);
    }

    private Path in(Path path) {
        return Path.of(change.apply(path.toString()));
    }
}
