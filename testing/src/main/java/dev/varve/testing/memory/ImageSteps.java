package dev.varve.testing.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Memory;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.MemoryStep;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;

/// Steps that make, remove and re-point files.
final class ImageSteps {
    private final World world;

    ImageSteps(World world) {
        this.world = world;
    }

    void perform(ImageStep step, Progress progress) {
        switch (step) {
            case ImageStep.CreateOverlay s -> perform(s);
            case ImageStep.DropOverlay s -> perform(s);
            case ImageStep.CopyImage s -> perform(s, progress);
            case ImageStep.DropImageCopy s -> perform(s);
            case ImageStep.CopyLayer s -> perform(s, progress);
            case ImageStep.DropLayerCopy s -> perform(s);
            case ImageStep.RepointOverlay s -> perform(s);
            case ImageStep.StateFormat s -> perform(s);
            case ImageStep.RemoveImage s -> perform(s);
        }
    }

    void perform(MemoryStep step) {
        switch (step) {
            case MemoryStep.ReserveMemory s -> perform(s);
            case MemoryStep.DropMemory s -> perform(s);
            case MemoryStep.RemoveMemory s -> perform(s);
        }
    }

    void perform(ImageStep.CreateOverlay step) {
        if (made(step)) {
            return;
        }
        if (taken(step.overlay())) {
            throw new HypervisorException(
                    Kind.INVALID, "cannot create " + step.overlay() + ": the file exists");
        }
        world.images.get(step.base());
        var backing = new Layer.Backing(step.base(), Optional.of(step.baseFormat()));
        world.change(
                "create " + step.overlay(),
                () ->
                        world.images.put(
                                new MemoryImage(
                                        step.overlay(),
                                        ImageFormat.QCOW2,
                                        false,
                                        step.virtualSize(),
                                        Optional.of(backing))));
    }

    private boolean taken(Path file) {
        return world.images.has(file)
                || world.memoryFiles.containsKey(file)
                || world.copies.containsKey(file);
    }

    private boolean made(ImageStep.CreateOverlay step) {
        return world.images
                .find(step.overlay())
                .filter(image -> image.empty() && image.below().equals(Optional.of(step.base())))
                .isPresent();
    }

    void perform(ImageStep.DropOverlay step) {
        var unused =
                world.images
                        .find(step.overlay())
                        .filter(MemoryImage::empty)
                        .filter(image -> !used(image.path));
        if (unused.isPresent()) {
            world.change("drop " + step.overlay(), () -> world.images.remove(step.overlay()));
        }
    }

    void perform(ImageStep.CopyImage step, Progress progress) {
        if (world.images.find(step.copy()).filter(image -> image.backing.isEmpty()).isPresent()) {
            return;
        }
        if (taken(step.copy())) {
            throw new HypervisorException(
                    Kind.INVALID, "cannot create " + step.copy() + ": the file exists");
        }
        var source = world.images.get(step.source());
        var copy =
                new MemoryImage(
                        step.copy(),
                        ImageFormat.QCOW2,
                        false,
                        source.virtualSize,
                        Optional.empty());
        copy.clusters.putAll(read(step.source(), step.snapshot()));
        progress.advanced(0, copy.clusters.size() * MemoryImage.CLUSTER_BYTES);
        world.change("copy " + step.source(), () -> world.images.put(copy));
    }

    void perform(ImageStep.CopyLayer step, Progress progress) {
        if (world.images.has(step.copy()) && world.mirrors.contains(step.copy())) {
            return;
        }
        if (taken(step.copy())) {
            throw new HypervisorException(
                    Kind.INVALID, "cannot create " + step.copy() + ": the file exists");
        }
        world.change("claim " + step.copy(), () -> world.mirrors.add(step.copy()));
        var image = world.images.get(step.image());
        var copy = image.as(step.copy(), step.backing());
        progress.advanced(0, copy.clusters.size() * MemoryImage.CLUSTER_BYTES);
        world.change("copy " + step.image(), () -> world.images.put(copy));
    }

    void perform(ImageStep.DropImageCopy step) {
        drop(
                step.copy(),
                copy ->
                        copy.backing.isEmpty()
                                && read(step.source(), step.snapshot())
                                        .equals(world.images.readThrough(copy.path)));
    }

    private SortedMap<Integer, Integer> read(Path image, Optional<SnapshotName> snapshot) {
        return snapshot.map(name -> world.images.readInternal(image, name))
                .orElseGet(() -> world.images.readThrough(image));
    }

    void perform(ImageStep.DropLayerCopy step) {
        if (!world.mirrors.contains(step.copy())) {
            return;
        }
        drop(
                step.copy(),
                copy -> {
                    var image = world.images.get(step.image());
                    return image.clusters.equals(copy.clusters)
                            && image.internal.equals(copy.internal);
                });
        world.change("forget " + step.copy(), () -> world.mirrors.remove(step.copy()));
    }

    private void drop(Path copy, Predicate<MemoryImage> same) {
        if (world.images.find(copy).filter(same).isPresent()) {
            world.change("drop " + copy, () -> world.images.remove(copy));
        }
    }

    private boolean used(Path path) {
        return world.images.all().stream()
                        .anyMatch(image -> image.below().equals(Optional.of(path)))
                || world.domains.values().stream()
                        .anyMatch(domain ->
                                names(domain.definition, path) || names(domain.live(), path));
    }

    private static boolean names(Definition definition, Path path) {
        return definition.disks().stream()
                .anyMatch(disk -> disk.source().image().equals(Optional.of(path)));
    }

    void perform(MemoryStep.ReserveMemory step) {
        boolean ours = world.reserved.contains(step.file());
        if (world.images.has(step.file())
                || (!ours && world.memoryFiles.containsKey(step.file()))) {
            throw new HypervisorException(
                    Kind.INVALID, "cannot create " + step.file() + ": the file exists");
        }
        if (!world.memoryFiles.containsKey(step.file())) {
            world.change(
                    "reserve " + step.file(),
                    () -> {
                        world.reserved.add(step.file());
                        world.memoryFiles.put(step.file(), Optional.empty());
                    });
        }
    }

    void perform(MemoryStep.DropMemory step) {
        if (world.reserved.contains(step.file())) {
            perform(new MemoryStep.RemoveMemory(step.file()));
        }
    }

    void perform(MemoryStep.RemoveMemory step) {
        var memory = new Memory.External(step.file());
        boolean named =
                world.domains.values().stream()
                        .flatMap(domain -> domain.snapshots.values().stream())
                        .anyMatch(snapshot -> snapshot.memory().equals(memory));
        if (!named && world.memoryFiles.containsKey(step.file())) {
            world.change(
                    "remove " + step.file(),
                    () -> {
                        world.reserved.remove(step.file());
                        world.memoryFiles.remove(step.file());
                    });
        }
    }

    void perform(ImageStep.RemoveImage step) {
        if (world.images.has(step.image())) {
            world.change("remove " + step.image(), () -> world.images.remove(step.image()));
        }
    }

    void perform(ImageStep.RepointOverlay step) {
        var overlay = world.images.get(step.overlay());
        if (overlay.below().equals(Optional.of(step.to()))) {
            return;
        }
        if (!overlay.below().equals(Optional.of(step.from()))) {
            throw new HypervisorException(
                    Kind.INVALID,
                    "cannot let "
                            + step.overlay()
                            + " name "
                            + step.to()
                            + ": it does not name "
                            + step.from());
        }
        if (world.domains.values().stream().anyMatch(d -> world.open(d).contains(overlay.path))) {
            throw new HypervisorException(
                    Kind.BUSY, "cannot change " + step.overlay() + ": a running domain uses it");
        }
        var backing = new Layer.Backing(step.to(), Optional.of(step.format()));
        world.change(
                "set the backing file of " + step.overlay(),
                () -> overlay.backing = Optional.of(backing));
    }

    void perform(ImageStep.StateFormat step) {
        var overlay = world.images.get(step.overlay());
        overlay.backing
                .filter(backing -> backing.format().isEmpty())
                .ifPresent(backing ->
                        world.change(
                                "state the format of " + backing.path(),
                                () ->
                                        overlay.backing =
                                                Optional.of(
                                                        new Layer.Backing(
                                                                backing.path(),
                                                                Optional.of(step.format())))));
    }
}
