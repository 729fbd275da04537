package dev.varve.core.operation;

import dev.varve.core.hypervisor.Hypervisor;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Room;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The room that a plan takes on each file system. A merge that runs out of it does so behind the point of no return,
/// with a full file system for everybody on it; so what is sure not to fit isn't begun. It is a lower bound: what a guest
/// writes meanwhile, and the tables of images, come on top.
final class NeededRoom {
    private final Hypervisor hypervisor;
    private final HostState state;
    private final Map<Long, Long> taken = new HashMap<>();
    private final Set<Path> changed = new HashSet<>();

    private NeededRoom(Hypervisor hypervisor, HostState state) {
        this.hypervisor = hypervisor;
        this.state = state;
    }

    /// {@return why there is no room for the plan}
    static Optional<Refusal> refuse(Hypervisor hypervisor, HostState state, Plan plan) {
        return new NeededRoom(hypervisor, state).refuse(plan);
    }

    private Optional<Refusal> refuse(Plan plan) {
        var what = plan.intent().toString();
        for (var step : plan.steps()) {
            var refusal = refuse(what, step.plain());
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> refuse(String what, Step step) {
        if (step instanceof MergeStep.Commit commit && unchanged(commit.top(), commit.base())) {
            return take(what, commit.base(), hypervisor.growth(commit));
        }
        if (step instanceof MergeStep.Pull pull && unchanged(pull.top(), pull.base())) {
            return take(what, pull.top(), hypervisor.growth(pull));
        }
        if (step instanceof ImageStep.CopyLayer copy) {
            return take(what, copy.copy(), allocated(copy.image()));
        }
        if (step instanceof MirrorStep.MirrorHead mirror && !mirror.options().given()) {
            return take(what, mirror.copy(), allocated(mirror.head()));
        }
        if (step instanceof ImageStep.RemoveImage remove) {
            give(remove.image());
        }
        return Optional.empty();
    }

    /// What a merge before has changed can't be measured yet.
    private boolean unchanged(Path top, Path base) {
        boolean first = changed.add(base);
        return changed.add(top) && first;
    }

    private long allocated(Path image) {
        return state.layer(image).map(Layer::dataBytes).orElse(0L);
    }

    private Optional<Refusal> take(String what, Path file, long bytes) {
        if (bytes == 0) {
            return Optional.empty();
        }
        var room = hypervisor.room(file);
        if (room.isEmpty()) {
            return Optional.empty();
        }
        long needed = taken.merge(room.get().device(), bytes, Long::sum);
        return needed > room.get().free()
                ? Optional.of(noRoom(what, room.get(), needed))
                : Optional.empty();
    }

    private static Refusal noRoom(String what, Room room, long needed) {
        return new ImageRefusal.NoRoom(what, room.directory(), needed, room.free());
    }

    private void give(Path image) {
        long bytes =
                state.layer(image).flatMap(Layer::file).map(Layer.File::allocatedBytes).orElse(0L);
        hypervisor.room(image).ifPresent(room -> taken.merge(room.device(), -bytes, Long::sum));
    }
}
