package dev.varve.core.plan.layers;

import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.InternalStep;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How internal snapshots leave the images that hold them.
///
/// A running QEMU has its active layers open for writing, so there libvirt has it remove them; from any
/// other image they are removed while no QEMU has it open.
public final class HeldSnapshots {
    private final HostState state;
    private final Domain domain;

    public HeldSnapshots(HostState state, Domain domain) {
        this.state = state;
        this.domain = domain;
    }

    /// {@return why an image can't be changed now, if there is one that can't}
    public Optional<Refusal> refuse(String what, List<Snapshot> doomed) {
        return doomed.stream().flatMap(snapshot -> refuse(what, snapshot).stream()).findFirst();
    }

    private Optional<Refusal> refuse(String what, Snapshot snapshot) {
        var images = images(snapshot);
        for (var image : images) {
            var users = users(image);
            if (!users.isEmpty()) {
                return Optional.of(new ImageRefusal.ImageInUse(what, image, users));
            }
        }
        if (images.stream().anyMatch(this::open) && !live(snapshot)) {
            return Optional.of(
                    new Refusal.NotYet(
                            what,
                            "the running guest has an image with internal snapshot "
                                    + snapshot.name()
                                    + " open, and not as an active layer",
                            "shut the domain down first"));
        }
        return Optional.empty();
    }

    /// The images that do hold it.
    private List<Path> images(Snapshot snapshot) {
        return snapshot.holders().values().stream()
                .filter(image ->
                        state.layer(image)
                                .filter(layer ->
                                        layer.internalSnapshot(snapshot.name()).isPresent())
                                .isPresent())
                .distinct()
                .toList();
    }

    /// Who keeps the image from being written.
    private List<String> users(Path image) {
        var domains =
                state.domains().stream()
                        .filter(other -> !other.ref().equals(domain.ref()))
                        .filter(other -> opens(other, image))
                        .map(other -> "the running domain " + other.ref());
        return Stream.concat(domains, state.readers(image).stream()).toList();
    }

    private boolean opens(Domain other, Path image) {
        return other.state().active() && state.reads(other.disks().stream(), image);
    }

    private boolean open(Path image) {
        return opens(domain, image);
    }

    private boolean active(Path image) {
        return domain.state().active()
                && domain.disks().stream()
                        .anyMatch(disk -> disk.source().image().equals(Optional.of(image)));
    }

    /// Whether libvirt removes it from the running QEMU.
    private boolean live(Snapshot snapshot) {
        var images = images(snapshot);
        return !images.isEmpty() && images.stream().allMatch(this::active);
    }

    /// {@return the steps that remove the metadata; where libvirt removes the internal snapshot it does
    /// both}
    public List<Step> forget(List<SnapshotStep.ForgetSnapshot> steps) {
        return steps.stream().map(this::forget).toList();
    }

    private Step forget(SnapshotStep.ForgetSnapshot step) {
        return isLive(step.name()) ? new InternalStep.DeleteInternal(step.name()) : step;
    }

    private boolean isLive(SnapshotName name) {
        return domain.snapshot(name).filter(this::live).isPresent();
    }

    /// {@return the steps that remove internal snapshots off line}
    ///
    /// An image that held one is removed afterwards only if it is known to be a layer that nobody needs: one that
    /// is no disk of the domain any more may have been detached, and is somebody's.
    public List<Step> remove(List<Snapshot> doomed, Forest forest) {
        var steps = new ArrayList<Step>();
        for (var snapshot : doomed) {
            if (!live(snapshot)) {
                images(snapshot).stream()
                        .map(image -> new InternalStep.RemoveInternal(image, snapshot.name()))
                        .forEach(steps::add);
            }
            snapshot.holders().values().stream()
                    .flatMap(image -> forest.layer(image).stream())
                    .forEach(layer -> forest.put(layer.without(snapshot.name())));
        }
        return steps;
    }
}
