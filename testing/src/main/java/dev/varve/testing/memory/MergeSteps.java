package dev.varve.testing.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Layer;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Source;
import dev.varve.core.plan.step.MergeStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Commit and pull: by a block job where a running QEMU holds the layers, off-line where none does.
final class MergeSteps {
    private final World world;

    MergeSteps(World world) {
        this.world = world;
    }

    void perform(MemoryDomain domain, MergeStep step, Progress progress) {
        switch (step) {
            case MergeStep.Commit s -> perform(domain, s, progress);
            case MergeStep.Pull s -> perform(domain, s, progress);
        }
    }

    /// A domain that reaches `base` and not `top` has been switched to `base` already, and may have
    /// written there since: to copy again would take that back.
    void perform(MemoryDomain domain, MergeStep.Commit planned, Progress progress) {
        var disk = disk(domain, planned.disk(), planned.top(), planned.base());
        var step = new MergeStep.Commit(disk, planned.top(), planned.base());
        var head = head(domain, step.disk());
        if (!head.contains(step.top()) && head.contains(step.base())) {
            return;
        }
        var lost = Optional.ofNullable(world.lost.get(domain.ref.uuid()));
        if (lost.filter(qemu -> qemu.pivoted(step.top(), step.base())).isPresent()) {
            return;
        }
        var exchange = new Exchange(world, step);
        if (exchange.begun()) {
            exchange.finish();
            return;
        }
        var run = world.images.run(step.top(), Optional.of(step.base()));
        if (run.isEmpty()) {
            throw new HypervisorException(
                    Kind.INVALID, "cannot find base " + step.base() + " below " + step.top());
        }
        var base = world.images.get(step.base());
        world.refuseOpenElsewhere(domain, base.path);
        var live = domain.guest.filter(_ -> head.contains(step.top()));
        if (live.isEmpty() && Exchange.cheaper(run, base)) {
            exchange.perform(run, base, progress);
            return;
        }
        live.ifPresent(guest ->
                startJob(
                        guest, step.disk(), new Guest.BlockJob("commit", step.top(), step.base())));
        grow(base, run.getFirst().virtualSize);
        copy(run, base, live, step.disk(), progress);
        live.ifPresent(guest -> {
            if (pauses(guest, step)) {
                finishPaused(domain, guest, step, run, progress);
            } else {
                finishCommit(domain, guest, step, run, base);
            }
        });
    }

    private boolean pauses(Guest guest, MergeStep.Commit step) {
        return world.mergeOptions.pauseToFinish()
                && guest.state == RunState.RUNNING
                && guest.definition.image(step.disk()).equals(Optional.of(step.top()));
    }

    private void finishPaused(
            MemoryDomain domain,
            Guest guest,
            MergeStep.Commit step,
            List<MemoryImage> run,
            Progress progress) {
        progress.pausing();
        try {
            world.change("pause the guest", () -> guest.be(RunState.PAUSED));
            finishCommit(domain, guest, step, run, world.images.get(step.base()));
        } catch (HypervisorException e) {
            resume(guest, progress);
            throw e;
        }
        resume(guest, progress);
    }

    private void resume(Guest guest, Progress progress) {
        world.change("let the guest run again", () -> guest.be(RunState.RUNNING));
        progress.resumed();
    }

    /// {@return the target of the disk that lies on one of the two, which may have changed since the plan was made}
    private DiskTarget disk(MemoryDomain domain, DiskTarget planned, Path upper, Path lower) {
        var targets =
                Stream.concat(Stream.of(planned), domain.live().disks().stream().map(Disk::target));
        return targets.filter(
                        target -> {
                            var chain = head(domain, target);
                            return chain.contains(upper) || chain.contains(lower);
                        })
                .findFirst()
                .orElse(planned);
    }

    private List<Path> head(MemoryDomain domain, DiskTarget disk) {
        return domain.live().image(disk).stream()
                .flatMap(path -> world.images.chain(path).stream())
                .map(image -> image.path)
                .toList();
    }

    private void startJob(Guest guest, DiskTarget disk, Guest.BlockJob job) {
        var running = Optional.ofNullable(guest.jobs.get(disk));
        if (running.filter(other -> !other.equals(job)).isPresent()) {
            throw new HypervisorException(
                    Kind.BUSY, "disk '" + disk + "' already in active block job");
        }
        if (running.isEmpty() && guest.hasReleased()) {
            throw new HypervisorException(
                    Kind.FAILED, "cannot start a block job on " + disk + ": " + Guest.RELEASED);
        }
        if (running.isEmpty()) {
            world.change("start a block job on " + disk, () -> guest.jobs.put(disk, job));
        }
    }

    private void grow(MemoryImage base, long virtualSize) {
        if (base.virtualSize >= virtualSize) {
            return;
        }
        if (base.block) {
            throw new HypervisorException(
                    Kind.FAILED, "cannot resize " + base.path + ": it is a block device");
        }
        world.change("resize " + base.path, () -> base.virtualSize = virtualSize);
    }

    /// QEMU ends a job for which there is no room.
    private void copy(
            List<MemoryImage> run,
            MemoryImage into,
            Optional<Guest> live,
            DiskTarget disk,
            Progress progress) {
        try {
            copy(run, into, progress);
        } catch (HypervisorException e) {
            if (e.kind() == Kind.NO_ROOM) {
                live.ifPresent(guest -> guest.jobs.remove(disk));
            }
            throw e;
        }
    }

    private void copy(List<MemoryImage> run, MemoryImage into, Progress progress) {
        var clusters = Images.clusters(run);
        long total = clusters.size() * MemoryImage.CLUSTER_BYTES;
        long done = 0;
        for (var cluster : clusters.entrySet()) {
            world.change(
                    "copy cluster " + cluster.getKey() + " into " + into.path,
                    () -> into.clusters.put(cluster.getKey(), cluster.getValue()));
            done += MemoryImage.CLUSTER_BYTES;
            progress.advanced(done, total);
        }
    }

    /// Of an active layer, the domain is switched to the base, in QEMU and in the definition; of an
    /// inner one, QEMU re-points the overlay above.
    private void finishCommit(
            MemoryDomain domain,
            Guest guest,
            MergeStep.Commit step,
            List<MemoryImage> run,
            MemoryImage base) {
        boolean active = guest.definition.image(step.disk()).equals(Optional.of(step.top()));
        world.change(
                (active ? "pivot " : "finish the block job of ") + step.disk(),
                () -> {
                    base.clusters.putAll(Images.clusters(run));
                    guest.jobs.remove(step.disk());
                    if (active) {
                        pivot(domain, guest, step, base);
                    } else {
                        overlayAbove(domain, step).backing =
                                Optional.of(new Layer.Backing(base.path, Optional.of(base.format)));
                    }
                });
    }

    private static void pivot(
            MemoryDomain domain, Guest guest, MergeStep.Commit step, MemoryImage base) {
        var source = Definition.source(base.path, base.format, base.block);
        guest.definition = moved(guest.definition, step, source);
        domain.definition = moved(domain.definition, step, source);
    }

    private static Definition moved(Definition definition, MergeStep.Commit step, Source to) {
        return definition.with(disk ->
                disk.target().equals(step.disk())
                                && disk.source().image().equals(Optional.of(step.top()))
                        ? Optional.of(to)
                        : Optional.empty());
    }

    private MemoryImage overlayAbove(MemoryDomain domain, MergeStep.Commit step) {
        return head(domain, step.disk()).stream()
                .map(world.images::get)
                .filter(image -> image.below().equals(Optional.of(step.top())))
                .findFirst()
                .orElseThrow();
    }

    void perform(MemoryDomain domain, MergeStep.Pull planned, Progress progress) {
        var step = planned.of(disk(domain, planned.disk(), planned.top(), planned.base()));
        var top = world.images.get(step.top());
        if (top.below().equals(step.backing().map(Layer.Backing::path))) {
            return;
        }
        var run = world.images.run(step.top(), step.backing().map(Layer.Backing::path));
        if (run.isEmpty()) {
            throw new HypervisorException(
                    Kind.INVALID, "cannot find the new backing file below " + step.top());
        }
        world.refuseOpenElsewhere(domain, top.path);
        var live = domain.guest.filter(_ -> head(domain, step.disk()).contains(step.top()));
        live.ifPresent(guest ->
                startJob(guest, step.disk(), new Guest.BlockJob("pull", step.top(), step.base())));
        copy(run, top, live, step.disk(), progress);
        world.change(
                "set the backing file of " + top.path,
                () -> {
                    top.clusters.putAll(Images.clusters(run));
                    top.backing = step.backing();
                    live.ifPresent(guest -> guest.jobs.remove(step.disk()));
                });
    }
}
