package dev.varve.testing.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Memory;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.model.Source;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.TakeStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Taking an external snapshot, in libvirt's order: the memory, the switch of the running disks, the
/// definition, the stop, and the metadata last of all.
final class TakeSteps {
    private final World world;
    private long time;

    TakeSteps(World world) {
        this.world = world;
    }

    void perform(MemoryDomain domain, TakeStep.TakeSnapshot step) {
        if (!step.options().noMetadata() && domain.knows(step.name())) {
            return;
        }
        step.overlays().forEach(placed -> world.images.chain(placed.image()));
        step.memory().ifPresent(file -> saveMemory(domain, step, file));
        var snapshot = snapshot(domain, step);
        switchDisks(domain, step.overlays());
        if (step.options().halt() && domain.guest.isPresent()) {
            world.change("halt " + domain.ref, () -> domain.guest = Optional.empty());
        }
        if (!step.options().noMetadata()) {
            world.change(
                    "write snapshot " + step.name(),
                    () -> {
                        domain.put(snapshot);
                        domain.current = Optional.of(snapshot.name());
                    });
        }
    }

    private void saveMemory(MemoryDomain domain, TakeStep.TakeSnapshot step, Path file) {
        if (happened(domain, step)) {
            return;
        }
        var guest =
                domain.guest.orElseThrow(() ->
                        new HypervisorException(
                                Kind.INVALID,
                                "cannot save the memory of " + domain.ref + ": it is not running"));
        world.change(
                "save the memory of " + domain.ref,
                () -> {
                    world.memoryFiles.put(file, Optional.of(guest.saved(world.stored(domain))));
                    guest.released = true;
                    guest.be(guest.state);
                });
    }

    /// The memory is saved before the disks are switched, so it is there if they ever were.
    private boolean happened(MemoryDomain domain, TakeStep.TakeSnapshot step) {
        return switched(domain.live(), step.overlays())
                || switched(domain.definition, step.overlays())
                || (!step.options().reuseExternal()
                        && step.overlays().stream()
                                .anyMatch(placed -> !world.images.get(placed.image()).empty()));
    }

    private static boolean switched(Definition definition, List<Placement> overlays) {
        return overlays.stream()
                .anyMatch(placed ->
                        definition.image(placed.disk()).equals(Optional.of(placed.image())));
    }

    private void switchDisks(MemoryDomain domain, List<Placement> overlays) {
        domain.guest.ifPresent(guest -> {
            var definition = DomainSteps.placed(world, guest.definition, overlays);
            if (!definition.equals(guest.definition)) {
                world.change(
                        "switch the disks of " + domain.ref, () -> guest.definition = definition);
            }
        });
        var definition = switched(domain, overlays);
        if (!definition.equals(domain.definition)) {
            world.change("define " + domain.ref, () -> domain.definition = definition);
        }
    }

    /// As libvirt does it: the definition of a running domain states the layers below afterwards.
    private Definition switched(MemoryDomain domain, List<Placement> overlays) {
        var placed = DomainSteps.placed(world, domain.definition, overlays);
        return domain.guest.isEmpty()
                ? placed
                : placed.stating(disk ->
                        overlay(disk.target(), overlays).map(this::below).orElse(disk.stated()));
    }

    private Set<Path> below(Path overlay) {
        return world.images.chain(overlay).stream()
                .skip(1)
                .map(image -> image.path)
                .collect(Collectors.toSet());
    }

    /// As libvirt does it: a snapshot with memory states the layers below.
    private Snapshot snapshot(MemoryDomain domain, TakeStep.TakeSnapshot step) {
        var plain = domain.live().plain().with(disk -> base(disk, step.overlays()));
        var before = step.memory().isPresent() ? world.images.stated(plain) : plain;
        return new Snapshot(
                step.name(),
                domain.current,
                state(domain, step),
                ++time,
                "",
                step.memory().<Memory>map(Memory.External::new).orElseGet(Memory.None::new),
                before.disks().stream().map(disk -> disk(disk, step.overlays())).toList(),
                List.of(),
                before.disks(),
                true,
                Annotations.none(),
                "");
    }

    /// A disk that was switched before a cut had its overlay's backing image as its source.
    private Optional<Source> base(Disk disk, List<Placement> overlays) {
        return overlay(disk.target(), overlays)
                .filter(path -> disk.source().image().equals(Optional.of(path)))
                .flatMap(path -> world.images.get(path).backing)
                .map(Layer.Backing::path)
                .map(world.images::get)
                .map(image -> Definition.source(image.path, image.format, image.block));
    }

    private static Optional<Path> overlay(DiskTarget target, List<Placement> overlays) {
        return overlays.stream()
                .filter(placed -> placed.disk().equals(target))
                .map(Placement::image)
                .findFirst();
    }

    private static SnapshotDisk disk(Disk disk, List<Placement> overlays) {
        var overlay = overlay(disk.target(), overlays);
        var mode = overlay.isPresent() ? SnapshotMode.EXTERNAL : SnapshotMode.NO;
        return new SnapshotDisk(disk.target(), mode, overlay);
    }

    private SnapshotState state(MemoryDomain domain, TakeStep.TakeSnapshot step) {
        var saved =
                step.memory()
                        .flatMap(file -> world.memoryFiles.getOrDefault(file, Optional.empty()));
        if (saved.isPresent()) {
            return saved.get().state() == RunState.PAUSED
                    ? SnapshotState.PAUSED
                    : SnapshotState.RUNNING;
        }
        return domain.guest.isPresent() ? SnapshotState.DISK_SNAPSHOT : SnapshotState.SHUTOFF;
    }
}
