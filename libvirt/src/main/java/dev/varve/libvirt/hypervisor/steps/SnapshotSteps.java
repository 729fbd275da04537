package dev.varve.libvirt.hypervisor.steps;

import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotDeleteFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotXMLFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.LibvirtSnapshot;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.hypervisor.observe.AnnotationsXml;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotDisk;
import dev.varve.libvirt.xml.SnapshotLocation;
import dev.varve.libvirt.xml.SnapshotMemory;
import dev.varve.libvirt.xml.SnapshotXml;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Steps on the metadata that libvirt keeps of a domain's snapshots. They go through REDEFINE, which
/// replaces a snapshot's XML in place and leaves images alone.
public final class SnapshotSteps {
    private final LibvirtDomain domain;

    public SnapshotSteps(LibvirtDomain domain) {
        this.domain = domain;
    }

    public void perform(SnapshotStep step) {
        switch (step) {
            case SnapshotStep.RecordSnapshot s -> record(s);
            case SnapshotStep.ForgetSnapshot s -> forget(s);
            case SnapshotStep.RestoreSnapshot s -> restore(s);
            case SnapshotStep.SelectSnapshot s -> select(s);
            case SnapshotStep.DeselectSnapshot s -> deselect(s);
            case SnapshotStep.RepointSnapshot s -> repoint(s);
            case SnapshotStep.Annotate s -> annotate(s);
            case SnapshotStep.Describe s -> describe(s);
            case SnapshotStep.ClearDeleteMarks s -> clearDeleteMarks(s);
        }
    }

    void record(SnapshotStep.RecordSnapshot step) {
        if (find(step.name()).isEmpty()) {
            redefine(document(step), 0);
        }
    }

    /// Registers a snapshot that isn't there, and that the present state descends from.
    public void recordCurrent(SnapshotXml snapshot) {
        redefine(snapshot, VirDomainSnapshotCreateFlags.CURRENT);
    }

    /// {@return the metadata of a snapshot that has no memory}
    public static SnapshotXml document(SnapshotStep.RecordSnapshot step) {
        var definition = DomainXml.parse(step.definition()).withoutRuntime();
        for (var head : step.heads()) {
            definition = DomainSteps.placed(definition, head);
        }
        var xml =
                SnapshotXml.empty()
                        .withName(step.name().value())
                        .withState(step.state().word())
                        .withCreationTime(Instant.ofEpochSecond(step.creationTime()))
                        .withMemory(SnapshotMemory.in(SnapshotLocation.NO))
                        .withDisks(step.disks().stream().map(SnapshotSteps::disk).toList())
                        .withDomain(definition);
        if (!step.description().isEmpty()) {
            xml = xml.withDescription(step.description());
        }
        xml = AnnotationsXml.write(xml, step.annotations());
        return step.parent().map(SnapshotName::value).map(xml::withParent).orElse(xml);
    }

    private static SnapshotDisk disk(dev.varve.core.model.SnapshotDisk disk) {
        var named = SnapshotDisk.named(disk.target().name());
        return switch (disk.mode()) {
            case EXTERNAL ->
                    disk.overlay()
                            .map(path -> named.withSource(path.toString(), "qcow2"))
                            .orElseGet(() -> named.withSnapshot(SnapshotLocation.EXTERNAL));
            case NO -> named.withSnapshot(SnapshotLocation.NO);
            case INTERNAL -> named.withSnapshot(SnapshotLocation.INTERNAL);
            case MANUAL -> named.withSnapshot(SnapshotLocation.MANUAL);
        };
    }

    /// The children get their new parent first. libvirt 9.0 would do it as well, but would also let
    /// the `<domain>` of each child name the image that the deleted snapshot had frozen, as if a
    /// commit had been made: a later revert to the child would go to the wrong contents.
    public void forget(SnapshotStep.ForgetSnapshot step) {
        var found = find(step.name());
        if (found.isEmpty()) {
            return;
        }
        try (var snapshot = found.get()) {
            giveChildrenAway(snapshot);
            snapshot.delete(VirDomainSnapshotDeleteFlags.METADATA_ONLY);
        }
    }

    private void giveChildrenAway(LibvirtSnapshot snapshot) {
        var parent = SnapshotXml.parse(snapshot.xml(0)).parent();
        for (var child : snapshot.children(0)) {
            try (child) {
                edit(
                        new SnapshotName(child.name()),
                        xml -> parent.map(xml::withParent).orElseGet(xml::withoutParent),
                        0);
            }
        }
    }

    /// {@return whether there is a snapshot of the name that placed one of these overlays}
    public boolean placed(SnapshotName name, List<Path> overlays) {
        var found = find(name);
        if (found.isEmpty()) {
            return false;
        }
        try (var snapshot = found.get()) {
            return SnapshotXml.parse(snapshot.xml(0)).disks().stream()
                    .flatMap(disk -> disk.sourcePath().stream())
                    .anyMatch(source ->
                            overlays.stream()
                                    .map(Paths::real)
                                    .anyMatch(Paths.real(source)::equals));
        }
    }

    void restore(SnapshotStep.RestoreSnapshot step) {
        redefine(
                SnapshotXml.parse(step.document()),
                step.current() ? VirDomainSnapshotCreateFlags.CURRENT : 0);
        for (var child : step.children()) {
            edit(child, xml -> xml.withParent(step.name().value()), 0);
        }
    }

    void select(SnapshotStep.SelectSnapshot step) {
        edit(step.name(), xml -> selected(xml, step), VirDomainSnapshotCreateFlags.CURRENT);
    }

    private static SnapshotXml selected(SnapshotXml xml, SnapshotStep.SelectSnapshot step) {
        if (step.branch()) {
            var disks =
                    step.overlays().stream()
                            .map(p ->
                                    SnapshotDisk.named(p.disk().name())
                                            .withSource(
                                                    p.image().toString(), p.format().formatName()))
                            .toList();
            return xml.withRevertDisks(disks);
        }
        var edited = xml.withoutRevertDisks();
        for (var overlay : step.overlays()) {
            edited =
                    edited.withDiskSource(
                            overlay.disk().name(),
                            overlay.image().toString(),
                            overlay.format().formatName());
        }
        return edited;
    }

    /// libvirt can't take back that a snapshot is current, except for another: a domain that had no
    /// current snapshot keeps this one.
    void deselect(SnapshotStep.DeselectSnapshot step) {
        redefine(SnapshotXml.parse(step.document()), 0);
        step.previous()
                .ifPresent(name -> edit(name, xml -> xml, VirDomainSnapshotCreateFlags.CURRENT));
    }

    void repoint(SnapshotStep.RepointSnapshot step) {
        edit(
                step.name(),
                xml -> {
                    var edited = xml;
                    for (var move : step.moves()) {
                        edited = moved(edited, move);
                    }
                    return edited;
                },
                0);
    }

    /// {@return the metadata with the new path in the place of the old one, in both definitions that it may keep; a
    /// disk that states the old one as a layer below leaves what is below to the headers}
    static SnapshotXml moved(SnapshotXml xml, Move move) {
        var edited = xml.mapDisks(disk -> moved(disk, move));
        if (!xml.revertDisks().isEmpty()) {
            edited =
                    edited.withRevertDisks(
                            xml.revertDisks().stream().map(disk -> moved(disk, move)).toList());
        }
        var domain = edited.domain();
        if (domain.isPresent()) {
            edited = edited.withDomain(DomainSteps.moved(domain.get(), List.of(move)));
        }
        var inactive = edited.inactiveDomain();
        if (inactive.isPresent()) {
            edited = edited.withInactiveDomain(DomainSteps.moved(inactive.get(), List.of(move)));
        }
        return edited;
    }

    private static SnapshotDisk moved(SnapshotDisk disk, Move move) {
        return disk.name().equals(move.disk().name())
                        && disk.sourcePath()
                                .map(Paths::real)
                                .equals(Optional.of(Paths.real(move.from())))
                ? disk.withSource(move.to().toString(), move.format().formatName())
                : disk;
    }

    void annotate(SnapshotStep.Annotate step) {
        edit(step.name(), xml -> AnnotationsXml.write(xml, step.annotations()), 0);
    }

    void clearDeleteMarks(SnapshotStep.ClearDeleteMarks step) {
        edit(
                step.name(),
                xml -> {
                    var edited = xml.mapDisks(disk -> cleared(disk, step));
                    return xml.revertDisks().isEmpty()
                            ? edited
                            : edited.withRevertDisks(
                                    xml.revertDisks().stream()
                                            .map(disk -> cleared(disk, step))
                                            .toList());
                },
                0);
    }

    private static SnapshotDisk cleared(SnapshotDisk disk, SnapshotStep.ClearDeleteMarks step) {
        return step.disks().stream().anyMatch(target -> target.name().equals(disk.name()))
                ? disk.withoutDeleteInProgress()
                : disk;
    }

    void describe(SnapshotStep.Describe step) {
        edit(step.name(), xml -> xml.withDescription(step.description()), 0);
    }

    /// With what it holds.
    void delete(SnapshotName name) {
        find(name)
                .ifPresent(snapshot -> {
                    try (snapshot) {
                        giveChildrenAway(snapshot);
                        snapshot.delete(0);
                    }
                });
    }

    private interface Edit {
        SnapshotXml of(SnapshotXml xml);
    }

    /// A snapshot that is gone needs no edit.
    private void edit(SnapshotName name, Edit edit, int flags) {
        var found = find(name);
        if (found.isEmpty()) {
            return;
        }
        try (var snapshot = found.get()) {
            var before = SnapshotXml.parse(snapshot.xml(VirDomainSnapshotXMLFlags.SECURE));
            var after = edit.of(before);
            if (flags != 0 || !after.equals(before)) {
                redefine(after, flags);
            }
        }
    }

    /// A libvirt that knows `<revertDisks>` takes them away from the snapshot that was the current one
    /// when it makes one current, even if it is the same.
    private void redefine(SnapshotXml xml, int flags) {
        var document = xml.withoutActive().toString();
        createAgain(document, flags);
        if (flags != 0 && !xml.revertDisks().isEmpty()) {
            createAgain(document, 0);
        }
    }

    private void createAgain(String document, int flags) {
        domain.createSnapshot(document, VirDomainSnapshotCreateFlags.REDEFINE | flags).close();
    }

    /// {@return the snapshot, for the caller to close}
    private Optional<LibvirtSnapshot> find(SnapshotName name) {
        try {
            return Optional.of(domain.snapshot(name.value()));
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.NO_SNAPSHOT) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
