package dev.varve.cli.virsh;

import dev.varve.Varve;
import dev.varve.cli.json.SnapshotGroup;
import dev.varve.cli.json.SnapshotInfo;
import dev.varve.cli.json.SnapshotList;
import dev.varve.cli.session.CommandFailure;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotListFlags;
import dev.varve.libvirt.LibvirtSnapshot;
import dev.varve.libvirt.xml.SnapshotDisk;
import dev.varve.libvirt.xml.SnapshotLocation;
import dev.varve.libvirt.xml.SnapshotMemory;
import dev.varve.libvirt.xml.SnapshotXml;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a snapshot and its document tell, as virsh reads them.
record SnapshotReading(LibvirtSnapshot snapshot, SnapshotXml xml) {
    static SnapshotReading of(LibvirtSnapshot snapshot) {
        return new SnapshotReading(snapshot, SnapshotXml.parse(snapshot.xml(0)));
    }

    /// @throws CommandFailure if the document has none
    String state() {
        return xml.state()
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new CommandFailure("unexpected problem reading snapshot xml"));
    }

    Optional<String> parent() {
        return xml.parent().filter(text -> !text.isEmpty());
    }

    /// `external` or `internal`; documents from before libvirt 1.0.1 have no `<memory>`, and then
    /// only snapshots of disks alone were external.
    String location() {
        var external =
                xml.root().has("memory") ? xml.isExternal() : state().equals("disk-snapshot");
        return external ? "external" : "internal";
    }

    int children() {
        return snapshot.childCount(0);
    }

    int descendants() {
        return snapshot.childCount(VirDomainSnapshotListFlags.DESCENDANTS);
    }

    SnapshotList.Snapshot summary() {
        var noted = Varve.notes(xml.toString());
        return new SnapshotList.Snapshot(
                snapshot.name(),
                xml.description(),
                parent(),
                xml.creationTime(),
                state(),
                location(),
                snapshot.isCurrent(),
                noted.hold(),
                List.copyOf(noted.tags()),
                noted.policy(),
                noted.expires(),
                noted.group().map(SnapshotGroup::of));
    }

    SnapshotInfo info(String domain) {
        var noted = Varve.notes(xml.toString());
        return new SnapshotInfo(
                domain,
                snapshot.name(),
                xml.description(),
                parent(),
                xml.creationTime(),
                state(),
                location(),
                snapshot.isCurrent(),
                children(),
                descendants(),
                snapshot.hasMetadata(),
                xml.memory().flatMap(SnapshotMemory::file),
                xml.disks().stream().map(SnapshotReading::disk).toList(),
                noted.hold(),
                List.copyOf(noted.tags()),
                noted.policy(),
                noted.expires(),
                noted.group().map(SnapshotGroup::of));
    }

    private static SnapshotInfo.Disk disk(SnapshotDisk disk) {
        return new SnapshotInfo.Disk(
                disk.name(),
                disk.snapshot().map(SnapshotReading::word),
                disk.driverType(),
                disk.sourcePath());
    }

    private static String word(SnapshotLocation location) {
        return location.name().toLowerCase(Locale.ROOT);
    }
}
