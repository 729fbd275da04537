package dev.varve.testing.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.Disk;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.TakeStep;
import dev.varve.image.ImageFormat;
import dev.varve.testing.memory.MemoryImage.Held;
import java.util.List;
import java.util.Optional;

/// Internal snapshots: what libvirt does with them by itself, and what is done to images that no QEMU
/// holds.
final class InternalSteps {
    private final World world;
    private final MetadataSteps metadata;

    InternalSteps(World world, MetadataSteps metadata) {
        this.world = world;
        this.metadata = metadata;
    }

    void perform(MemoryDomain domain, InternalStep step) {
        switch (step) {
            case InternalStep.CopySnapshot s -> perform(s);
            case InternalStep.DropCopy s -> perform(s);
            case InternalStep.ResetImage s -> perform(s);
            case InternalStep.ApplyInternal s -> perform(s);
            case InternalStep.RemoveInternal s -> perform(s);
            case InternalStep.ResumeInternal s -> perform(domain, s);
            case InternalStep.DeleteInternal s -> perform(domain, s);
        }
    }

    void perform(MemoryDomain domain, TakeStep.TakeSnapshot step) {
        if (domain.knows(step.name())) {
            return;
        }
        var snapshot = snapshot(domain, step.name());
        world.change(
                "take internal snapshot " + step.name(),
                () -> hold(images(snapshot), domain, step.name()));
        world.change(
                "define snapshot " + step.name(),
                () -> {
                    domain.put(snapshot);
                    domain.current = Optional.of(step.name());
                });
    }

    /// The memory goes into the first image.
    private void hold(List<MemoryImage> images, MemoryDomain domain, SnapshotName name) {
        var memory = domain.guest.map(guest -> guest.saved(world.stored(domain)));
        for (var image : images) {
            image.internal.put(name, new Held(image.clusters, memory));
            memory = Optional.empty();
        }
    }

    private Snapshot snapshot(MemoryDomain domain, SnapshotName name) {
        var plain = domain.live().plain();
        var disks = (domain.guest.isPresent() ? world.images.stated(plain) : plain).disks();
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

    private List<MemoryImage> images(Snapshot snapshot) {
        return snapshot.domainDisks().stream()
                .filter(disk -> snapshot.mode(disk.target()) == SnapshotMode.INTERNAL)
                .flatMap(disk -> disk.source().image().stream())
                .map(world.images::get)
                .toList();
    }

    Optional<String> memory(Snapshot snapshot) {
        return images(snapshot).stream()
                .flatMap(image -> held(image, snapshot.name()).memory().stream())
                .map(SavedGuest::memory)
                .findFirst();
    }

    void perform(MemoryDomain domain, InternalStep.ResumeInternal step) {
        var snapshot = domain.snapshot(step.name());
        var images = images(snapshot);
        images.forEach(image -> held(image, step.name()));
        if (domain.guest.isPresent()
                || !images.stream().allMatch(image -> unchanged(image, step.name()))) {
            return;
        }
        images.forEach(image -> world.refuseOpen(image.path));
        snapshot.domainDisks().forEach(disk -> disk.stated().forEach(world.images::get));
        world.change(
                "resume from internal snapshot " + step.name(),
                () -> {
                    domain.definition = new Definition(snapshot.domainDisks());
                    domain.guest = guest(snapshot, images, step);
                    domain.managedSave = Optional.empty();
                    domain.current = Optional.of(step.name());
                });
    }

    private static Held held(MemoryImage image, SnapshotName name) {
        return Optional.ofNullable(image.internal.get(name))
                .orElseThrow(() ->
                        new HypervisorException(
                                Kind.FAILED,
                                image.path + " holds no internal snapshot '" + name + "'"));
    }

    private static void restore(MemoryImage image, SnapshotName name) {
        var then = held(image, name).clusters();
        image.clusters.clear();
        image.clusters.putAll(then);
    }

    private Optional<Guest> guest(
            Snapshot snapshot, List<MemoryImage> images, InternalStep.ResumeInternal step) {
        var saved =
                images.stream()
                        .flatMap(image -> held(image, step.name()).memory().stream())
                        .findFirst();
        if (saved.isEmpty() && !step.running() && !step.paused()) {
            return Optional.empty();
        }
        boolean paused =
                step.paused()
                        || (!step.running()
                                && saved.filter(s -> s.state() == RunState.PAUSED).isPresent());
        return Optional.of(
                new Guest(
                        new Definition(snapshot.domainDisks()).plain(),
                        paused ? RunState.PAUSED : RunState.RUNNING,
                        saved.map(SavedGuest::memory).orElse("booted")));
    }

    void perform(MemoryDomain domain, InternalStep.DeleteInternal step) {
        if (!domain.knows(step.name())) {
            return;
        }
        for (var image : images(domain.snapshot(step.name()))) {
            remove(image, step.name());
        }
        metadata.perform(
                domain, new SnapshotStep.ForgetSnapshot(step.name(), "", List.of(), false));
    }

    private void remove(MemoryImage image, SnapshotName name) {
        if (image.internal.containsKey(name)) {
            world.change(
                    "remove internal snapshot " + name + " from " + image.path,
                    () -> image.internal.remove(name));
        }
    }

    void perform(InternalStep.RemoveInternal step) {
        var image = world.images.get(step.image());
        world.refuseOpen(step.image());
        remove(image, step.snapshot());
    }

    void perform(InternalStep.CopySnapshot step) {
        if (world.images.has(step.copy())) {
            return;
        }
        var image = world.images.get(step.image());
        var held = held(image, step.snapshot());
        var copy =
                new MemoryImage(step.copy(), image.format, false, image.virtualSize, image.backing);
        copy.clusters.putAll(held.clusters());
        copy.internal.put(step.snapshot(), held);
        world.change("copy " + step.image(), () -> world.images.put(copy));
    }

    void perform(InternalStep.DropCopy step) {
        var copy = world.images.find(step.copy());
        if (copy.isPresent() && unchanged(copy.get(), step.snapshot())) {
            world.change("drop " + step.copy(), () -> world.images.remove(step.copy()));
        }
    }

    private static boolean unchanged(MemoryImage image, SnapshotName name) {
        return Optional.ofNullable(image.internal.get(name))
                .filter(held -> image.clusters.equals(held.clusters()))
                .isPresent();
    }

    void perform(InternalStep.ResetImage step) {
        goBack(world.images.get(step.image()), step.snapshot());
    }

    void perform(InternalStep.ApplyInternal step) {
        var image = world.images.get(step.image());
        world.refuseOpen(step.image());
        if (!image.internal.containsKey(step.keep()) || !unchanged(image, step.snapshot())) {
            keep(image, step.keep());
        }
        goBack(image, step.snapshot());
    }

    private void keep(MemoryImage image, SnapshotName wanted) {
        var name = wanted;
        for (int i = 2; image.internal.containsKey(name); i++) {
            if (unchanged(image, name)) {
                return;
            }
            name = new SnapshotName(wanted + "-" + i);
        }
        var free = name;
        world.change(
                "take internal snapshot " + free + " in " + image.path,
                () -> image.internal.put(free, new Held(image.clusters, Optional.empty())));
    }

    private void goBack(MemoryImage image, SnapshotName name) {
        world.refuseOpen(image.path);
        held(image, name);
        if (!unchanged(image, name)) {
            world.change("go back to " + name + " in " + image.path, () -> restore(image, name));
        }
    }
}
