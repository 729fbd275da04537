package dev.varve.core.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A state that one can revert to, as libvirt's metadata describes it.
///
/// @param creationTime seconds since 1970
/// @param disks what was done with each disk (`<disks>`)
/// @param revertDisks overlays of a later revert to this snapshot (`<revertDisks>`)
/// @param domainDisks disks of the `<domain>` kept in the snapshot; their sources are the frozen
///     layers, and what they state of the layers below is as it was then, until it is dropped
/// @param restorable whether it holds a whole `<domain>`, without which nothing can be reverted to
/// @param annotations what Varve has noted about it
/// @param document the metadata as libvirt prints it, secrets included; opaque to the planner
/// @param unshareable what of the domain another with the same definition can't have while it runs, in
///     a few words each
/// @param identities what its memory holds that no two guests may have at once, in a few words each
/// @param misnamed the images that the metadata names in `<domain>` where the headers prove that the snapshot froze
///     others, by disk; `domainDisks` has those others
public record Snapshot(
        SnapshotName name,
        Optional<SnapshotName> parent,
        SnapshotState state,
        long creationTime,
        String description,
        Memory memory,
        List<SnapshotDisk> disks,
        List<SnapshotDisk> revertDisks,
        List<Disk> domainDisks,
        boolean restorable,
        Annotations annotations,
        String document,
        List<String> unshareable,
        List<String> identities,
        Map<DiskTarget, Path> misnamed) {
    public Snapshot {
        disks = List.copyOf(disks);
        revertDisks = List.copyOf(revertDisks);
        domainDisks = List.copyOf(domainDisks);
        unshareable = List.copyOf(unshareable);
        identities = List.copyOf(identities);
        misnamed = Map.copyOf(misnamed);
    }

    /// One of a domain that any number of others can be like.
    public Snapshot(
            SnapshotName name,
            Optional<SnapshotName> parent,
            SnapshotState state,
            long creationTime,
            String description,
            Memory memory,
            List<SnapshotDisk> disks,
            List<SnapshotDisk> revertDisks,
            List<Disk> domainDisks,
            boolean restorable,
            Annotations annotations,
            String document) {
        this(
                name,
                parent,
                state,
                creationTime,
                description,
                memory,
                disks,
                revertDisks,
                domainDisks,
                restorable,
                annotations,
                document,
                List.of(),
                List.of(),
                Map.of());
    }

    /// {@return the snapshot, of which it is known that it froze other images than its metadata names}
    ///
    /// @param proven the sources of these disks
    Snapshot freezing(Map<DiskTarget, Source> proven) {
        var named = new TreeMap<DiskTarget, Path>();
        proven.keySet()
                .forEach(disk -> frozenLayer(disk).ifPresent(image -> named.put(disk, image)));
        return new Snapshot(
                name,
                parent,
                state,
                creationTime,
                description,
                memory,
                disks,
                revertDisks,
                domainDisks.stream()
                        .map(disk -> disk.on(proven.getOrDefault(disk.target(), disk.source())))
                        .toList(),
                restorable,
                annotations,
                document,
                unshareable,
                identities,
                named);
    }

    /// {@return the snapshot, dated otherwise}
    ///
    /// @param seconds since 1970
    public Snapshot taken(long seconds) {
        return like(name, seconds);
    }

    /// {@return the snapshot under another name}
    public Snapshot named(SnapshotName other) {
        return like(other, creationTime);
    }

    private Snapshot like(SnapshotName other, long seconds) {
        return new Snapshot(
                other,
                parent,
                state,
                seconds,
                description,
                memory,
                disks,
                revertDisks,
                domainDisks,
                restorable,
                annotations,
                document,
                unshareable,
                identities,
                misnamed);
    }

    /// {@return whether a disk or the memory is kept outside the images, as libvirt's Location has it}
    public boolean external() {
        return memory instanceof Memory.External
                || disks.stream().anyMatch(disk -> disk.mode() == SnapshotMode.EXTERNAL);
    }

    /// {@return whether it lives in an image, with the memory or without}
    public boolean internal() {
        return memory instanceof Memory.Internal
                || disks.stream().anyMatch(disk -> disk.mode() == SnapshotMode.INTERNAL);
    }

    /// {@return what was done with the disk; `NO` for one that the snapshot doesn't know}
    public SnapshotMode mode(DiskTarget target) {
        return disks.stream()
                .filter(disk -> disk.target().equals(target))
                .map(SnapshotDisk::mode)
                .findFirst()
                .orElse(SnapshotMode.NO);
    }

    /// {@return the disk as it was when the snapshot was taken}
    public Optional<Disk> domainDisk(DiskTarget target) {
        return domainDisks.stream().filter(disk -> disk.target().equals(target)).findFirst();
    }

    /// {@return the disks of the domain that it left out, or that somebody has snapshotted by other means}
    public List<Disk> excludedDisks() {
        return domainDisks.stream()
                .filter(disk ->
                        switch (mode(disk.target())) {
                            case NO, MANUAL -> true;
                            case INTERNAL, EXTERNAL -> false;
                        })
                .toList();
    }

    /// {@return the targets of the disks that have external snapshots}
    public List<DiskTarget> externalDisks() {
        return disks.stream()
                .filter(disk -> disk.mode() == SnapshotMode.EXTERNAL)
                .map(SnapshotDisk::target)
                .toList();
    }

    /// {@return the targets of the disks whose snapshots lie in their images}
    public List<DiskTarget> internalDisks() {
        return disks.stream()
                .filter(disk -> disk.mode() == SnapshotMode.INTERNAL)
                .map(SnapshotDisk::target)
                .toList();
    }

    /// {@return the image that holds the internal snapshot of the disk; empty for a disk without one}
    public Optional<Path> holder(DiskTarget target) {
        return mode(target) == SnapshotMode.INTERNAL
                ? domainDisk(target).flatMap(disk -> disk.source().image())
                : Optional.empty();
    }

    /// {@return the images that hold its internal snapshots, by disk}
    public Map<DiskTarget, Path> holders() {
        var images = new TreeMap<DiskTarget, Path>();
        for (var target : internalDisks()) {
            holder(target).ifPresent(image -> images.put(target, image));
        }
        return images;
    }

    /// {@return unnamed branch layers below this snapshot's layers}
    public Set<Path> branchLayers() {
        return annotations.branchLayers();
    }

    /// {@return the frozen layers of all disks with external snapshots}
    public Map<DiskTarget, Path> frozenLayers() {
        var layers = new TreeMap<DiskTarget, Path>();
        for (var target : externalDisks()) {
            frozenLayer(target).ifPresent(layer -> layers.put(target, layer));
        }
        return layers;
    }

    /// {@return the layer of the disk that was active when the snapshot was taken, and must stay as
    /// it was then; empty for a disk without an external snapshot}
    public Optional<Path> frozenLayer(DiskTarget target) {
        return mode(target) == SnapshotMode.EXTERNAL
                ? domainDisk(target).flatMap(disk -> disk.source().image())
                : Optional.empty();
    }
}
