package dev.varve.core.hypervisor.memory;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.Disk;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.plan.Step;
import dev.varve.image.ImageFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Internal snapshots, which libvirt takes, reverts to and deletes by itself.
final class InternalSteps {
    private final World world;
    private final MetadataSteps metadata;

    /// The memory that lies in the images.
    private final Map<Snapshot, SavedGuest> memories = new HashMap<>();

    InternalSteps(World world, MetadataSteps metadata) {
        this.world = world;
        this.metadata = metadata;
    }

    void perform(MemoryDomain domain, Step.TakeSnapshot step) {
        if (domain.knows(step.name())) {
            return;
        }
        var snapshot = snapshot(domain, step.name());
        world.change(
                "take internal snapshot " + step.name(),
                () -> {
                    images(snapshot.name(), domain)
                            .forEach(i -> i.internal.put(step.name(), new TreeMap<>(i.clusters)));
                    domain.guest.ifPresent(guest -> memories.put(snapshot, guest.saved()));
                    domain.put(snapshot);
                    domain.current = Optional.of(step.name());
                });
    }

    private Snapshot snapshot(MemoryDomain domain, SnapshotName name) {
        var disks = domain.live().disks();
        return new Snapshot(
                name,
                domain.current,
                state(domain),
                0,
                "",
                domain.guest.isPresent() ? new Memory.Internal() : new Memory.None(),
                disks.stream().map(InternalSteps::disk).toList(),
                List.of(),
                disks,
                true,
                Annotations.none(),
                "");
    }

    private static SnapshotState state(MemoryDomain domain) {
        return domain.guest
                .map(guest ->
                        guest.state == RunState.PAUSED
                                ? SnapshotState.PAUSED
                                : SnapshotState.RUNNING)
                .orElse(SnapshotState.SHUTOFF);
    }

    private static SnapshotDisk disk(Disk disk) {
        return new SnapshotDisk(
                disk.target(),
                holds(disk) ? SnapshotMode.INTERNAL : SnapshotMode.NO,
                Optional.empty());
    }

    private static boolean holds(Disk disk) {
        return !disk.readonly()
                && disk.source().imageFormat().equals(Optional.of(ImageFormat.QCOW2));
    }

    private List<MemoryImage> images(SnapshotName name, MemoryDomain domain) {
        var disks =
                domain.knows(name) ? domain.snapshot(name).domainDisks() : domain.live().disks();
        return disks.stream()
                .filter(InternalSteps::holds)
                .flatMap(disk -> disk.source().image().stream())
                .map(world.images::get)
                .toList();
    }

    void perform(MemoryDomain domain, Step.RevertInternal step) {
        var snapshot = domain.snapshot(step.name());
        world.change(
                "revert to internal snapshot " + step.name(),
                () -> {
                    for (var image : images(step.name(), domain)) {
                        image.clusters.clear();
                        image.clusters.putAll(
                                image.internal.getOrDefault(step.name(), new TreeMap<>()));
                    }
                    domain.definition = new Definition(snapshot.domainDisks());
                    domain.guest = guest(snapshot, step);
                    domain.managedSave = Optional.empty();
                    domain.current = Optional.of(step.name());
                });
    }

    private Optional<Guest> guest(Snapshot snapshot, Step.RevertInternal step) {
        var saved = Optional.ofNullable(memories.get(snapshot));
        if (saved.isEmpty() && !step.running() && !step.paused()) {
            return Optional.empty();
        }
        boolean paused =
                step.paused()
                        || (!step.running()
                                && saved.filter(s -> s.state() == RunState.PAUSED).isPresent());
        return Optional.of(
                new Guest(
                        new Definition(snapshot.domainDisks()),
                        paused ? RunState.PAUSED : RunState.RUNNING,
                        saved.map(SavedGuest::memory).orElse("booted")));
    }

    void perform(MemoryDomain domain, Step.DeleteInternal step) {
        if (!domain.knows(step.name())) {
            return;
        }
        for (var image : images(step.name(), domain)) {
            if (image.internal.containsKey(step.name())) {
                world.change(
                        "delete internal snapshot " + step.name() + " in " + image.path,
                        () -> image.internal.remove(step.name()));
            }
        }
        metadata.perform(domain, new Step.ForgetSnapshot(step.name(), "", List.of(), false));
    }
}
