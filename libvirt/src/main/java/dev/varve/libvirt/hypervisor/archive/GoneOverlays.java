package dev.varve.libvirt.hypervisor.archive;

import dev.varve.core.plan.layers.OverlayNames;
import dev.varve.libvirt.xml.DomainDisk;
import dev.varve.libvirt.xml.SnapshotDisk;
import dev.varve.libvirt.xml.SnapshotXml;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Overlays that a snapshot names and its archive doesn't have: they are gone. In a copy's snapshot they get a name
/// beside the copy's image that nobody has, for whatever is made under the old one is the original's.
///
/// @param places of the archive's files here
record GoneOverlays(Set<String> places) {
    GoneOverlays {
        places = Set.copyOf(places);
    }

    SnapshotXml renamed(SnapshotXml snapshot) {
        var changed = snapshot.mapDisks(disk -> renamed(disk, snapshot));
        return snapshot.revertDisks().isEmpty()
                ? changed
                : changed.withRevertDisks(renamed(snapshot.revertDisks(), snapshot));
    }

    private List<SnapshotDisk> renamed(List<SnapshotDisk> disks, SnapshotXml snapshot) {
        return disks.stream().map(disk -> renamed(disk, snapshot)).toList();
    }

    private SnapshotDisk renamed(SnapshotDisk disk, SnapshotXml snapshot) {
        if (disk.sourcePath().filter(path -> !places.contains(path)).isEmpty()) {
            return disk;
        }
        return snapshot.domain()
                .flatMap(domain -> domain.disk(disk.name()))
                .flatMap(DomainDisk::sourcePath)
                .filter(places::contains)
                .map(image -> free(Path.of(image), snapshot.name().orElse("")))
                .map(file -> named(disk, file))
                .orElse(disk);
    }

    private static SnapshotDisk named(SnapshotDisk disk, Path file) {
        return new SnapshotDisk(
                disk.element()
                        .withAttribute("type", "file")
                        .mapChildren(
                                "source",
                                source ->
                                        source.withoutAttribute("dev")
                                                .withAttribute("file", file.toString())));
    }

    private Path free(Path image, String ending) {
        var name = OverlayNames.named(image, ending);
        var free = name;
        for (int i = 2; isTaken(free); i++) {
            free = name.resolveSibling(name.getFileName() + "-" + i);
        }
        return free;
    }

    private boolean isTaken(Path path) {
        return places.contains(path.toString()) || Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
