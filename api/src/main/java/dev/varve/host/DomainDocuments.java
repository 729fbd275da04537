package dev.varve.host;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Group;
import dev.varve.core.model.SnapshotName;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotCreateFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotListFlags;
import dev.varve.libvirt.LibvirtEnums.VirDomainState;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.LibvirtSnapshot;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.libvirt.xml.SnapshotLocation;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.state.Disk;
import dev.varve.state.RunState;
import dev.varve.state.Snapshot;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What libvirt's documents tell of a domain. No image is looked at.
public final class DomainDocuments {
    /// How often a domain is looked at whose snapshots are deleted meanwhile.
    private static final int LOOKS = 20;

    private DomainDocuments() {}

    /// {@return the domain's snapshots, parents before their children}
    ///
    /// One that somebody deletes while they are read is in the list and gone: then all are read anew.
    public static List<Snapshot> snapshots(LibvirtDomain domain) {
        for (int left = LOOKS; ; left--) {
            try {
                return listed(domain);
            } catch (LibvirtException e) {
                if (e.kind() != LibvirtException.Kind.NO_SNAPSHOT || left == 0) {
                    throw e;
                }
            }
        }
    }

    private static List<Snapshot> listed(LibvirtDomain domain) {
        var current = current(domain);
        var all = domain.snapshots(VirDomainSnapshotListFlags.TOPOLOGICAL);
        try {
            return all.stream().map(snapshot -> read(snapshot, current)).toList();
        } finally {
            all.forEach(LibvirtSnapshot::close);
        }
    }

    /// {@return the snapshot of that name}
    ///
    /// @throws dev.varve.libvirt.LibvirtException where there is none
    public static Snapshot snapshot(LibvirtDomain domain, String name) {
        try (var snapshot = domain.snapshot(name)) {
            return read(snapshot, current(domain));
        }
    }

    /// {@return the name of the snapshot, whose metadata is that of the document now}
    ///
    /// @param current whether it becomes the current one
    public static String redefine(LibvirtDomain domain, String document, boolean current) {
        var flags =
                VirDomainSnapshotCreateFlags.REDEFINE
                        | (current ? VirDomainSnapshotCreateFlags.CURRENT : 0);
        try (var snapshot = domain.createSnapshot(document, flags)) {
            return snapshot.name();
        }
    }

    /// {@return what the domain does now}
    public static RunState state(LibvirtDomain domain) {
        return switch (domain.state().state()) {
            case VirDomainState.RUNNING, VirDomainState.BLOCKED, VirDomainState.SHUTDOWN ->
                    RunState.RUNNING;
            case VirDomainState.PAUSED -> RunState.PAUSED;
            case VirDomainState.PMSUSPENDED -> RunState.SUSPENDED;
            default -> RunState.SHUTOFF;
        };
    }

    private static Optional<String> current(LibvirtDomain domain) {
        return domain.currentSnapshot()
                .map(snapshot -> {
                    try (snapshot) {
                        return snapshot.name();
                    }
                });
    }

    private static Snapshot read(LibvirtSnapshot snapshot, Optional<String> current) {
        var name = snapshot.name();
        return of(name, SnapshotXml.parse(snapshot.xml(0)), current.equals(Optional.of(name)));
    }

    /// {@return a snapshot that was observed, as the same document tells it}
    ///
    /// @param current the domain's current one
    public static Snapshot snapshot(
            dev.varve.core.model.Snapshot observed, Optional<SnapshotName> current) {
        return of(
                observed.name().value(),
                SnapshotXml.parse(observed.document()),
                current.equals(Optional.of(observed.name())));
    }

    private static Snapshot of(String name, SnapshotXml xml, boolean current) {
        return new Snapshot(
                name,
                xml.parent().filter(text -> !text.isEmpty()),
                xml.creationTime().orElse(Instant.EPOCH),
                xml.state().orElse(""),
                xml.isExternal() ? Snapshot.Location.EXTERNAL : Snapshot.Location.INTERNAL,
                xml.description().orElse(""),
                current,
                xml.disks().stream().map(DomainDocuments::disk).toList(),
                notes(SnapshotNotes.of(xml)));
    }

    private static Snapshot.SnapshotDisk disk(dev.varve.libvirt.xml.SnapshotDisk disk) {
        return new Snapshot.SnapshotDisk(
                disk.name(), disk.snapshot().map(SnapshotLocation::word), disk.sourcePath());
    }

    /// {@return what is noted, in the library's words}
    public static Snapshot.Notes notes(Annotations noted) {
        return new Snapshot.Notes(
                noted.hold(),
                noted.tags(),
                noted.policy(),
                noted.expires(),
                noted.group().map(DomainDocuments::group));
    }

    private static Snapshot.Group group(Group taken) {
        return new Snapshot.Group(
                taken.name(), taken.members().stream().map(DomainRef::name).sorted().toList());
    }

    /// {@return the disks that a `<domain>` has, in its order}
    public static List<Disk> disks(DomainXml definition) {
        return definition.disks().stream().map(DomainDocuments::disk).toList();
    }

    private static Disk disk(DomainDisk disk) {
        return new Disk(
                disk.target(),
                disk.device(),
                disk.sourcePath().map(Path::of),
                disk.driverType(),
                disk.isReadOnly());
    }
}
