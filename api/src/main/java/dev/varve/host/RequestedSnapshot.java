package dev.varve.host;

import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.snapshot.SnapshotRequest;
import dev.varve.core.plan.snapshot.SnapshotRequest.DiskRequest;
import dev.varve.image.ImageFormat;
import dev.varve.libvirt.xml.SnapshotDisk;
import dev.varve.libvirt.xml.SnapshotLocation;
import dev.varve.libvirt.xml.SnapshotMemory;
import dev.varve.libvirt.xml.SnapshotXml;
import java.nio.file.Path;

/// What a `<domainsnapshot>` asks for.
public final class RequestedSnapshot {
    private RequestedSnapshot() {}

    /// {@return what the document asks for}
    public static SnapshotRequest of(String document) {
        var xml = SnapshotXml.parse(document);
        return new SnapshotRequest(
                xml.name().filter(name -> !name.isEmpty()).map(SnapshotName::new),
                xml.memory().flatMap(SnapshotMemory::snapshot).map(RequestedSnapshot::mode),
                xml.memory().flatMap(SnapshotMemory::file).map(Path::of),
                xml.disks().stream().map(RequestedSnapshot::disk).toList(),
                document);
    }

    private static DiskRequest disk(SnapshotDisk disk) {
        return new DiskRequest(
                disk.name(),
                disk.snapshot().map(RequestedSnapshot::mode),
                disk.type(),
                disk.sourcePath().map(Path::of),
                disk.driverType().map(ImageFormat::of));
    }

    private static SnapshotMode mode(SnapshotLocation location) {
        return switch (location) {
            case NO -> SnapshotMode.NO;
            case INTERNAL -> SnapshotMode.INTERNAL;
            case EXTERNAL -> SnapshotMode.EXTERNAL;
            case MANUAL -> SnapshotMode.MANUAL;
        };
    }
}
