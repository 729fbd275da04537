package dev.varve.core.plan.snapshot;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.plan.layers.FrozenLayers;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The images and files that a domain is on when it has gone back to a snapshot, and why it can't.
///
/// @param what the user asks for, for messages
/// @param domain as it is now
/// @param force whether to go on where the user has to say so
record RevertedImages(String what, HostState state, Domain domain, Snapshot found, boolean force) {
    /// {@return why the images don't allow it}
    ///
    /// @param ways of the disks; asked for once the snapshot's own images are known to be there
    Optional<Refusal> refuse(Supplier<RevertedDisks> ways) {
        for (var target : reverted()) {
            var refusal = refuseDisk(target);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return refuseDoubtful().or(() -> refuseLeft(ways.get())).or(this::refuseMemory);
    }

    private Optional<Refusal> refuseDoubtful() {
        var doubts = new FrozenLayers(state, domain).doubts(found);
        return doubts.isEmpty() || force
                ? Optional.empty()
                : Optional.of(new SnapshotRefusal.Doubtful(what, found.name(), doubts.getFirst()));
    }

    private Optional<Refusal> refuseMemory() {
        return found.memory() instanceof Memory.External(var file)
                ? Optional.ofNullable(state.missing().get(file))
                        .map(why -> new ImageRefusal.ImageMissing(what, file, why))
                : Optional.empty();
    }

    /// The disks that the snapshot left out. What the domain has now it writes with whoever else does.
    private Optional<Refusal> refuseLeft(RevertedDisks ways) {
        return ways.images()
                .flatMap(image -> ImageRefusal.ImageMissing.of(what, state, image).stream())
                .findFirst()
                .or(() -> ways.loose().flatMap(image -> refuseWriter(image).stream()).findFirst())
                .or(() -> refuseLost(ways));
    }

    /// The memory of a guest is of no use without a disk that it has.
    private Optional<Refusal> refuseLost(RevertedDisks ways) {
        boolean dispensable = found.memory() instanceof Memory.None;
        if (force && dispensable) {
            return Optional.empty();
        }
        return ways.lost().stream().findFirst().map(disk -> missing(disk, dispensable));
    }

    private Refusal missing(Disk disk, boolean dispensable) {
        var image = disk.source().image().orElseThrow();
        return new ImageRefusal.ImageMissing(
                what,
                image,
                state.whyLacking(image)
                        + (dispensable
                                ? "; bring it back, or add --force to go on without disk "
                                        + disk.target()
                                : ""));
    }

    private List<DiskTarget> reverted() {
        return Stream.concat(found.externalDisks().stream(), found.internalDisks().stream())
                .toList();
    }

    private Optional<Refusal> refuseDisk(DiskTarget target) {
        var layer = found.frozenLayer(target).or(() -> found.holder(target));
        if (layer.isEmpty()) {
            return Optional.of(
                    new ImageRefusal.UnsuitableDisk(
                            what, target, "has no image in the snapshot's domain"));
        }
        return ImageRefusal.ImageMissing.of(what, state, layer.get())
                .or(() -> refuseDeep(target))
                .or(() -> refuseWriter(layer.get()))
                .or(() -> refuseHolder(target));
    }

    private Optional<Refusal> refuseDeep(DiskTarget target) {
        int layers = found.frozenLayer(target).map(layer -> state.depth(layer) + 1).orElse(0);
        return layers > state.limits().layers()
                ? Optional.of(new ImageRefusal.ChainTooLong(what, target, layers, state.limits()))
                : Optional.empty();
    }

    private Optional<Refusal> refuseHolder(DiskTarget target) {
        var image = found.holder(target).flatMap(state::layer);
        if (image.isEmpty()) {
            return Optional.empty();
        }
        if (image.get().internalSnapshot(found.name()).isEmpty()) {
            return Optional.of(
                    new SnapshotRefusal.NoInternalSnapshot(what, image.get().path(), found.name()));
        }
        boolean ambiguous =
                image.get().internalSnapshots().stream()
                        .anyMatch(held ->
                                held.id().equals(found.name().value())
                                        && !held.name().equals(found.name().value()));
        return ambiguous && found.memory() instanceof Memory.Internal
                ? Optional.of(
                        new Refusal.NotYet(
                                what,
                                "in "
                                        + image.get().path()
                                        + " another internal snapshot has the ID "
                                        + found.name()
                                        + ", and QEMU would go back to that one",
                                "delete the other one first"))
                : Optional.empty();
    }

    private Optional<Refusal> refuseWriter(Path layer) {
        return ImageRefusal.ImageInUse.written(what, state, layer, domain.ref());
    }
}
