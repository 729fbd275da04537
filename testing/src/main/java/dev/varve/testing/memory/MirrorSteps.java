package dev.varve.testing.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.plan.step.MirrorEnd;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.Move;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Active layers are copied under their guests.
final class MirrorSteps {
    private final World world;

    MirrorSteps(World world) {
        this.world = world;
    }

    void perform(MemoryDomain domain, MirrorStep step, Progress progress) {
        switch (step) {
            case MirrorStep.MirrorHead s -> perform(domain, s, progress);
            case MirrorStep.DropMirror s -> perform(domain, s);
            case MirrorStep.KeepCopy s -> perform(s);
        }
    }

    void perform(MemoryDomain domain, MirrorStep.MirrorHead step, Progress progress) {
        if (step.end() == MirrorEnd.PIVOTED) {
            move(domain, step, progress);
            return;
        }
        if (domain.guest.isEmpty()) {
            throw new HypervisorException(
                    Kind.BUSY, "cannot " + step.describe() + ": domain is not running");
        }
        copy(step, progress);
        if (step.end() != MirrorEnd.COPIED) {
            var job = new Guest.BlockJob("copy", step.head(), step.copy());
            domain.guest.ifPresent(guest -> guest.jobs.put(step.disk(), job));
        }
    }

    private void move(MemoryDomain domain, MirrorStep.MirrorHead step, Progress progress) {
        if (liesOn(domain.live(), step.disk(), step.copy())
                && liesOn(domain.definition, step.disk(), step.copy())) {
            return;
        }
        if (!domain.live().image(step.disk()).equals(Optional.of(step.head()))) {
            throw new HypervisorException(
                    Kind.BUSY,
                    "cannot "
                            + step.describe()
                            + ": disk "
                            + step.disk()
                            + " is on another image by now");
        }
        copy(step, progress);
        var move = List.of(new Move(step.disk(), step.head(), step.copy(), step.format()));
        world.change(
                "pivot " + step.disk(),
                () -> {
                    domain.definition = DomainSteps.moved(world, domain.definition, move);
                    domain.guest.ifPresent(guest ->
                            guest.definition = DomainSteps.moved(world, guest.definition, move));
                    world.mirrors.remove(step.copy());
                });
    }

    /// Somebody may have put something on the copy since.
    private boolean liesOn(Definition definition, DiskTarget disk, Path image) {
        return definition.image(disk).stream()
                .flatMap(head -> world.images.chain(head).stream())
                .anyMatch(layer -> layer.path.equals(image));
    }

    private void copy(MirrorStep.MirrorHead step, Progress progress) {
        var head = world.images.get(step.head());
        progress.advanced(0, head.clusters.size() * MemoryImage.CLUSTER_BYTES);
        if (!step.options().given()) {
            world.change("claim " + step.copy(), () -> world.mirrors.add(step.copy()));
        }
        world.change("mirror " + step.head(), () -> world.images.put(mirrored(step, head)));
    }

    /// A copy that lies on nothing gets all that is read.
    private MemoryImage mirrored(MirrorStep.MirrorHead step, MemoryImage head) {
        var copy = head.as(step.copy(), step.backing());
        if (step.backing().isEmpty()) {
            copy.clusters.putAll(world.images.readThrough(step.head()));
        }
        return copy;
    }

    void perform(MirrorStep.KeepCopy step) {
        if (world.mirrors.contains(step.copy())) {
            world.change("keep " + step.copy(), () -> world.mirrors.remove(step.copy()));
        }
    }

    void perform(MemoryDomain domain, MirrorStep.DropMirror step) {
        domain.guest.ifPresent(guest -> guest.jobs.remove(step.disk()));
        if (names(domain.live(), step) || names(domain.definition, step)) {
            throw new HypervisorException(
                    Kind.BUSY, "cannot remove " + step.copy() + ": the domain is on it");
        }
        if (world.mirrors.contains(step.copy())) {
            world.change("drop " + step.copy(), () -> world.images.remove(step.copy()));
            world.change("forget " + step.copy(), () -> world.mirrors.remove(step.copy()));
        }
    }

    private static boolean names(Definition definition, MirrorStep.DropMirror step) {
        return definition.image(step.disk()).equals(Optional.of(step.copy()));
    }
}
