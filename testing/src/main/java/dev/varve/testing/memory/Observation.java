package dev.varve.testing.memory;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HalfDone;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Limits;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import dev.varve.core.model.StoreCopy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// The host as the port shows it.
final class Observation {
    private final World world;

    Observation(World world) {
        this.world = world;
    }

    HostState state() {
        var domains = world.domains.values().stream().map(this::domain).toList();
        return new HostState(
                        domains,
                        layers(),
                        files(),
                        missing(domains),
                        Map.of(),
                        world.dependants,
                        Map.of(),
                        halfDone(),
                        Limits.none())
                .proven();
    }

    private Domain domain(MemoryDomain domain) {
        var definition = world.documents.text(domain.definition);
        return new Domain(
                domain.ref,
                domain.guest.map(guest -> guest.state).orElse(RunState.SHUTOFF),
                true,
                domain.managedSave.isPresent(),
                domain.live().disks().stream().map(disk -> withJob(domain, disk)).toList(),
                domain.definition.disks(),
                parentsFirst(domain).stream().map(this::documented).toList(),
                domain.current,
                definition,
                world.documents.text(domain.live()),
                stores(domain));
    }

    private List<StateStore> stores(MemoryDomain domain) {
        var stores = new ArrayList<StateStore>();
        domain.stores.forEach((kind, path) ->
                stores.add(
                        new StateStore(
                                kind,
                                path,
                                world.stores.containsKey(path),
                                Optional.empty(),
                                Optional.empty())));
        return stores;
    }

    private static Disk withJob(MemoryDomain domain, Disk disk) {
        boolean busy =
                domain.guest.filter(guest -> guest.jobs.containsKey(disk.target())).isPresent();
        return disk.with(busy);
    }

    private static List<Snapshot> parentsFirst(MemoryDomain domain) {
        var sorted = new ArrayList<Snapshot>();
        addChildren(domain, Optional.empty(), sorted);
        return sorted;
    }

    private static void addChildren(
            MemoryDomain domain, Optional<SnapshotName> parent, List<Snapshot> sorted) {
        for (var snapshot : domain.snapshots.values()) {
            if (snapshot.parent().equals(parent)) {
                sorted.add(snapshot);
                addChildren(domain, Optional.of(snapshot.name()), sorted);
            }
        }
    }

    private Snapshot documented(Snapshot s) {
        return new Snapshot(
                s.name(),
                s.parent(),
                s.state(),
                s.creationTime(),
                s.description(),
                s.memory(),
                s.disks(),
                s.revertDisks(),
                s.domainDisks(),
                s.restorable(),
                s.annotations(),
                world.documents.text(s));
    }

    private Map<UUID, HalfDone> halfDone() {
        var begun = new HashMap<UUID, HalfDone>();
        for (var domain : world.domains.values()) {
            var left =
                    new HalfDone(
                            marks(domain),
                            jobs(domain),
                            neverRan(domain),
                            false,
                            Map.of(),
                            Optional.ofNullable(world.lost.get(domain.ref.uuid())));
            if (!left.deletes().isEmpty() || !left.jobs().isEmpty() || left.lost().isPresent()) {
                begun.put(domain.ref.uuid(), left);
            }
        }
        return begun;
    }

    /// A snapshot that is gone has taken its marks with it.
    private static Map<SnapshotName, Set<DiskTarget>> marks(MemoryDomain domain) {
        var marks = new HashMap<SnapshotName, Set<DiskTarget>>();
        domain.deleteMarks.forEach((name, disks) -> {
            if (domain.knows(name) && !disks.isEmpty()) {
                marks.put(name, Set.copyOf(disks));
            }
        });
        return marks;
    }

    private static Map<DiskTarget, HalfDone.Job> jobs(MemoryDomain domain) {
        var jobs = new HashMap<DiskTarget, HalfDone.Job>();
        domain.guest.ifPresent(guest ->
                guest.jobs.forEach(
                        (disk, _) -> jobs.put(disk, new HalfDone.Job(Optional.empty(), false))));
        return jobs;
    }

    private static boolean neverRan(MemoryDomain domain) {
        return domain.guest.filter(guest -> !guest.ran).isPresent();
    }

    private Map<Path, Layer> layers() {
        var layers = new HashMap<Path, Layer>();
        world.images.all().forEach(i -> layers.put(i.path, i.layer(world.written(i.path))));
        return layers;
    }

    private Set<Path> files() {
        var files = new HashSet<>(world.memoryFiles.keySet());
        files.addAll(world.copies.keySet());
        world.images.all().forEach(image -> files.add(image.path));
        return files;
    }

    private Map<Path, String> missing(List<Domain> domains) {
        var missing = new HashMap<Path, String>();
        Stream.of(named(domains), backingImages())
                .flatMap(paths -> paths)
                .filter(path -> !world.images.has(path))
                .forEach(path -> missing.put(path, "no such file or directory"));
        memoryFiles(domains)
                .filter(file -> !world.memoryFiles.containsKey(file))
                .forEach(file -> missing.put(file, "no such file or directory"));
        copies(domains)
                .filter(file -> !world.copies.containsKey(file))
                .forEach(file -> missing.put(file, "no such file or directory"));
        return missing;
    }

    private static Stream<Path> named(List<Domain> domains) {
        return domains.stream()
                .flatMap(domain ->
                        Stream.of(
                                        domain.disks().stream(),
                                        domain.nextDisks().stream(),
                                        domain.snapshots().stream()
                                                .flatMap(s -> s.domainDisks().stream()))
                                .flatMap(disks -> disks))
                .flatMap(disk -> disk.source().image().stream());
    }

    private Stream<Path> backingImages() {
        return world.images.all().stream().flatMap(image -> image.below().stream());
    }

    private static Stream<Path> copies(List<Domain> domains) {
        return domains.stream()
                .flatMap(domain -> domain.snapshots().stream())
                .flatMap(snapshot -> snapshot.annotations().copies().values().stream())
                .map(StoreCopy::file);
    }

    private static Stream<Path> memoryFiles(List<Domain> domains) {
        return domains.stream()
                .flatMap(domain -> domain.snapshots().stream())
                .map(Snapshot::memory)
                .filter(Memory.External.class::isInstance)
                .map(memory -> ((Memory.External) memory).file());
    }
}
