package dev.varve.core.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A domain as it was when it was observed.
///
/// @param persistent whether it has a definition that outlives its QEMU process
/// @param managedSave whether its next start would resume a managed save image
/// @param disks the disks of the running QEMU, or of the definition when it is shut off
/// @param nextDisks the disks that the next start will use
/// @param snapshots every snapshot that libvirt knows of, parents before their children
/// @param current the snapshot that the present state descends from
/// @param definition what the next start will use; opaque to the planner
/// @param live what QEMU runs with now; the same as `definition` when shut off
/// @param stores what it keeps beside its disks
public record Domain(
        DomainRef ref,
        RunState state,
        boolean persistent,
        boolean managedSave,
        List<Disk> disks,
        List<Disk> nextDisks,
        List<Snapshot> snapshots,
        Optional<SnapshotName> current,
        String definition,
        String live,
        List<StateStore> stores) {
    public Domain {
        disks = List.copyOf(disks);
        nextDisks = List.copyOf(nextDisks);
        snapshots = List.copyOf(snapshots);
        stores = List.copyOf(stores);
    }

    /// A domain that keeps nothing beside its disks.
    public Domain(
            DomainRef ref,
            RunState state,
            boolean persistent,
            boolean managedSave,
            List<Disk> disks,
            List<Disk> nextDisks,
            List<Snapshot> snapshots,
            Optional<SnapshotName> current,
            String definition,
            String live) {
        this(
                ref,
                state,
                persistent,
                managedSave,
                disks,
                nextDisks,
                snapshots,
                current,
                definition,
                live,
                List.of());
    }

    /// {@return what it keeps of that kind}
    public Optional<StateStore> store(StateStore.Kind kind) {
        return stores.stream().filter(store -> store.kind() == kind).findFirst();
    }

    /// {@return the disks as they are now, and as they will be after the next start}
    public Stream<Disk> allDisks() {
        return Stream.concat(disks.stream(), nextDisks.stream());
    }

    /// {@return the domain once its guest has been stopped}
    public Domain stopped() {
        return new Domain(
                ref,
                RunState.SHUTOFF,
                persistent,
                managedSave,
                nextDisks,
                nextDisks,
                snapshots,
                current,
                definition,
                definition,
                stores);
    }

    /// {@return the domain with other disks now}
    public Domain withDisks(List<Disk> others) {
        return new Domain(
                ref,
                state,
                persistent,
                managedSave,
                others,
                nextDisks,
                snapshots,
                current,
                definition,
                live,
                stores);
    }

    /// {@return the snapshot of that name}
    public Optional<Snapshot> snapshot(SnapshotName name) {
        return snapshots.stream().filter(snapshot -> snapshot.name().equals(name)).findFirst();
    }

    /// {@return the disk of that target}
    public Optional<Disk> disk(DiskTarget target) {
        return disks.stream().filter(disk -> disk.target().equals(target)).findFirst();
    }

    /// {@return the snapshot and all that descend from it}
    public Set<SnapshotName> subtree(SnapshotName top) {
        var children = new HashMap<SnapshotName, List<SnapshotName>>();
        for (var snapshot : snapshots) {
            snapshot.parent()
                    .ifPresent(parent ->
                            children.computeIfAbsent(parent, _ -> new ArrayList<>())
                                    .add(snapshot.name()));
        }
        var found = new HashSet<SnapshotName>();
        var next = new ArrayDeque<>(List.of(top));
        while (!next.isEmpty()) {
            var name = next.pop();
            if (found.add(name)) {
                children.getOrDefault(name, List.of()).forEach(next::push);
            }
        }
        return found;
    }

    /// {@return the snapshots whose parent is `name`}
    public List<Snapshot> children(SnapshotName name) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.parent().equals(Optional.of(name)))
                .toList();
    }

    /// {@return the domain with other snapshots}
    Domain with(List<Snapshot> others) {
        return new Domain(
                ref,
                state,
                persistent,
                managedSave,
                disks,
                nextDisks,
                others,
                current,
                definition,
                live,
                stores);
    }
}
