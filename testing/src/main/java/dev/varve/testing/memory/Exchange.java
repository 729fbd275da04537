package dev.varve.testing.memory;

import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.image.ImageFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A commit off line by which the overlay's file takes the base's place, since the base holds less: what it
/// lacks is pulled into it, it gets the base's name, and an empty overlay gets its own.
final class Exchange {
    private final World world;
    private final MergeStep.Commit step;

    Exchange(World world, MergeStep.Commit step) {
        this.world = world;
        this.step = step;
    }

    /// {@return whether it was cut once the overlay had left its place on the base}
    boolean begun() {
        return world.exchanges.contains(step.top())
                && world.images.run(step.top(), Optional.of(step.base())).isEmpty();
    }

    /// {@return whether it can be done, and copies less than a commit}
    ///
    /// @param run from the top to the layer above the base
    static boolean cheaper(List<MemoryImage> run, MemoryImage base) {
        var top = run.getFirst();
        return base.format == ImageFormat.QCOW2
                && !base.block
                && !top.block
                && base.virtualSize <= top.virtualSize
                && base.internal.isEmpty()
                && run.stream().allMatch(image -> image.internal.isEmpty())
                && lacking(run, base).size() < Images.clusters(run).size();
    }

    private static SortedMap<Integer, Integer> lacking(List<MemoryImage> run, MemoryImage base) {
        var lacking = new TreeMap<>(base.clusters);
        lacking.putAll(Images.clusters(run));
        lacking.keySet().removeAll(run.getFirst().clusters.keySet());
        return lacking;
    }

    void perform(List<MemoryImage> run, MemoryImage base, Progress progress) {
        var top = run.getFirst();
        refuseOpen();
        world.change("prepare the exchange of " + top.path, () -> world.exchanges.add(top.path));
        pull(lacking(run, base), top, progress);
        world.change("set the backing file of " + top.path, () -> top.backing = base.backing);
        exchangeNames(top);
    }

    private void pull(SortedMap<Integer, Integer> lacking, MemoryImage top, Progress progress) {
        long total = lacking.size() * MemoryImage.CLUSTER_BYTES;
        long done = 0;
        for (Map.Entry<Integer, Integer> cluster : lacking.entrySet()) {
            world.change(
                    "copy cluster " + cluster.getKey() + " into " + top.path,
                    () -> top.clusters.put(cluster.getKey(), cluster.getValue()));
            done += MemoryImage.CLUSTER_BYTES;
            progress.advanced(done, total);
        }
    }

    private void exchangeNames(MemoryImage top) {
        world.change(
                "name " + top.path + " " + step.base(),
                () -> world.images.put(top.named(step.base())));
        var below = new Layer.Backing(step.base(), Optional.of(top.format));
        world.change(
                "put an empty overlay at " + top.path,
                () -> {
                    world.images.put(
                            new MemoryImage(
                                    top.path,
                                    ImageFormat.QCOW2,
                                    false,
                                    top.virtualSize,
                                    Optional.of(below)));
                    world.exchanges.remove(top.path);
                });
    }

    /// Goes on where it was cut.
    void finish() {
        refuseOpen();
        exchangeNames(world.images.get(step.top()));
    }

    private void refuseOpen() {
        world.refuseOpen(step.top());
        if (world.images.has(step.base())) {
            world.refuseOpen(step.base());
        }
    }
}
