package dev.varve.libvirt.hypervisor.observe;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.model.Source;
import dev.varve.image.ImageFormat;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotLocation;
import dev.varve.libvirt.xml.SnapshotMemory;
import dev.varve.libvirt.xml.SnapshotXml;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// libvirt's XML as the model's values.
public final class ModelReader {
    private ModelReader() {}

    public static List<Disk> disks(DomainXml domain) {
        return domain.disks().stream().map(ModelReader::disk).toList();
    }

    /// {@return the disks as a definition has them, with what it states of the layers below}
    static List<Disk> definedDisks(DomainXml definition) {
        return definition.disks().stream().map(disk -> disk(disk).stating(stated(disk))).toList();
    }

    public static Set<Path> stated(DomainDisk disk) {
        return disk.backingChain().stream()
                .flatMap(backing -> backing.path().stream())
                .map(Paths::real)
                .collect(Collectors.toSet());
    }

    private static Disk disk(DomainDisk disk) {
        return new Disk(
                new DiskTarget(disk.target()),
                disk.device(),
                source(disk),
                disk.isReadOnly(),
                disk.snapshot().map(ModelReader::mode),
                disk.mirror().isPresent());
    }

    /// libvirt takes a disk without a stated format for raw.
    private static Source source(DomainDisk disk) {
        if (disk.source().isEmpty()) {
            return new Source.Empty();
        }
        var path = disk.sourcePath();
        var format = ImageFormat.of(disk.driverType().orElse("raw"));
        return switch (disk.type()) {
            case "file" ->
                    path.<Source>map(p -> new Source.File(Paths.real(p), format))
                            .orElseGet(Source.Empty::new);
            case "block" ->
                    path.<Source>map(p -> new Source.Block(Paths.real(p), format))
                            .orElseGet(Source.Empty::new);
            default -> new Source.Elsewhere(disk.type());
        };
    }

    static SnapshotMode mode(SnapshotLocation location) {
        return switch (location) {
            case NO -> SnapshotMode.NO;
            case INTERNAL -> SnapshotMode.INTERNAL;
            case EXTERNAL -> SnapshotMode.EXTERNAL;
            case MANUAL -> SnapshotMode.MANUAL;
        };
    }

    public static Snapshot snapshot(String name, String document) {
        return snapshot(name, document, SnapshotXml.parse(document));
    }

    /// @param xml the document
    static Snapshot snapshot(String name, String document, SnapshotXml xml) {
        var disks = xml.disks().stream().map(ModelReader::snapshotDisk).toList();
        return new Snapshot(
                new SnapshotName(name),
                xml.parent().map(SnapshotName::new),
                xml.state().flatMap(SnapshotState::of).orElse(SnapshotState.NOSTATE),
                xml.creationTime().map(Instant::getEpochSecond).orElse(0L),
                xml.description().orElse(""),
                xml.memory().map(ModelReader::memory).orElseGet(Memory.None::new),
                disks,
                xml.revertDisks().stream().map(ModelReader::snapshotDisk).toList(),
                keptDisks(xml),
                xml.domain().flatMap(DomainXml::name).isPresent(),
                AnnotationsXml.read(xml),
                document,
                xml.domain().map(Unshareable::of).orElse(List.of()),
                xml.domain().map(Identities::of).orElse(List.of()),
                Map.of());
    }

    /// The disks of the `<domain>`. A snapshot with memory has an `<inactiveDomain>` beside it; both state
    /// the layers below, as they were when it was taken.
    private static List<Disk> keptDisks(SnapshotXml xml) {
        return xml.domain().stream()
                .flatMap(kept -> kept.disks().stream())
                .map(disk -> disk(disk).stating(stated(disk, xml.inactiveDomain())))
                .toList();
    }

    private static Set<Path> stated(DomainDisk disk, Optional<DomainXml> inactive) {
        var next = inactive.flatMap(domain -> domain.disk(disk.target()));
        var stated = new HashSet<>(stated(disk));
        next.map(ModelReader::stated).ifPresent(stated::addAll);
        next.flatMap(DomainDisk::sourcePath).map(Paths::real).ifPresent(stated::add);
        disk.sourcePath().map(Paths::real).ifPresent(stated::remove);
        return stated;
    }

    private static SnapshotDisk snapshotDisk(dev.varve.libvirt.xml.SnapshotDisk disk) {
        return new SnapshotDisk(
                new DiskTarget(disk.name()),
                disk.snapshot().map(ModelReader::mode).orElse(SnapshotMode.NO),
                disk.sourcePath().map(Paths::real));
    }

    private static Memory memory(SnapshotMemory memory) {
        var location = memory.snapshot();
        if (location.equals(Optional.of(SnapshotLocation.INTERNAL))) {
            return new Memory.Internal();
        }
        return location.filter(l -> l == SnapshotLocation.EXTERNAL)
                .flatMap(_ -> memory.file())
                .<Memory>map(file -> new Memory.External(Paths.real(file)))
                .orElseGet(Memory.None::new);
    }
}
