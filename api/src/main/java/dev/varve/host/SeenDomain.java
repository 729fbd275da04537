package dev.varve.host;

import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtSnapshot;
import dev.varve.libvirt.xml.DomainXml;
import dev.varve.operation.Event;
import dev.varve.state.Disk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// As much of a domain as tells what has happened to its snapshots.
///
/// @param current the snapshot that its present state descends from
/// @param heads its active layers
record SeenDomain(String name, List<String> snapshots, Optional<String> current, List<Path> heads) {
    SeenDomain {
        snapshots = List.copyOf(snapshots);
        heads = List.copyOf(heads);
    }

    static SeenDomain of(LibvirtDomain domain) {
        var current = domain.currentSnapshot().map(SeenDomain::name);
        // All of them, for each is closed then.
        var names = domain.snapshots(0).stream().map(SeenDomain::name).toList();
        var heads =
                DomainDocuments.disks(DomainXml.parse(domain.xml(0))).stream()
                        .map(Disk::image)
                        .flatMap(Optional::stream)
                        .toList();
        return new SeenDomain(domain.name(), names, current, heads);
    }

    private static String name(LibvirtSnapshot snapshot) {
        try (snapshot) {
            return snapshot.name();
        }
    }

    /// {@return what has happened since it was as `before`}
    ///
    /// @param reverting whether an operation that may have reverted it was at work since
    /// @param resumed whether libvirt has told that it goes on from a snapshot
    List<Event> since(SeenDomain before, boolean reverting, boolean resumed) {
        var events = new ArrayList<Event>();
        snapshots.stream()
                .filter(snapshot -> !before.snapshots.contains(snapshot))
                .forEach(snapshot -> events.add(new Event.SnapshotMade(name, snapshot)));
        current.filter(before.snapshots::contains)
                .filter(_ ->
                        isElsewhere(before)
                                || (reverting && !heads.equals(before.heads))
                                || resumed)
                .ifPresent(snapshot -> events.add(new Event.Reverted(name, snapshot)));
        before.snapshots.stream()
                .filter(snapshot -> !snapshots.contains(snapshot))
                .forEach(snapshot -> events.add(new Event.SnapshotDeleted(name, snapshot)));
        return events;
    }

    /// When the current snapshot is deleted, its parent is the current one.
    private boolean isElsewhere(SeenDomain before) {
        return before.current
                .filter(snapshots::contains)
                .filter(snapshot -> !current.equals(Optional.of(snapshot)))
                .isPresent();
    }
}
