package dev.varve.core.plan;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.Layer;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// What becomes of layers that no snapshot names any more.
///
/// A layer without overlays is removed; one with a single overlay is merged with it; one with
/// several stays, as an unnamed branch layer, until one overlay is left. That goes on until nothing
/// changes, since a removal or a merge may leave the layer below with a single overlay.
final class Unpinned {
    private final Forest forest;
    private final Domain domain;
    private final Map<Path, DiskTarget> candidates = new TreeMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private long bytesToCopy;
    private long peakExtraBytes;

    Unpinned(Forest forest, Domain domain) {
        this.forest = forest;
        this.domain = domain;
    }

    void add(DiskTarget disk, Path layer) {
        if (forest.layer(layer).isPresent()) {
            candidates.putIfAbsent(layer, disk);
        }
    }

    /// Plans the merges and removals of all layers that were added.
    void resolve() {
        while (resolveOne()) {}
        candidates.keySet().forEach(layer -> kept.add(whyKept(layer)));
    }

    List<Step> steps() {
        return steps;
    }

    List<String> kept() {
        return kept;
    }

    List<String> remarks() {
        return remarks;
    }

    long bytesToCopy() {
        return bytesToCopy;
    }

    long peakExtraBytes() {
        return peakExtraBytes;
    }

    /// {@return the steps that let the remaining snapshots note the unnamed branch layers that stay,
    /// and no others}
    List<Step> notes() {
        var notes = new ArrayList<Step>();
        for (var snapshot : forest.snapshots()) {
            var before = snapshot.branchLayers();
            var after = new TreeSet<Path>();
            before.stream().filter(candidates::containsKey).forEach(after::add);
            candidates.keySet().stream()
                    .filter(layer -> forest.nearestAbove(layer).contains(snapshot.name()))
                    .forEach(after::add);
            if (!after.equals(new TreeSet<>(before))) {
                notes.add(new Step.NoteBranchLayers(snapshot.name(), after, before));
            }
        }
        return notes;
    }

    private boolean resolveOne() {
        return List.copyOf(candidates.keySet()).stream().anyMatch(this::resolved);
    }

    private boolean resolved(Path path) {
        if (forest.pinned(path)) {
            return false;
        }
        var layer = forest.layer(path).orElseThrow();
        var overlays = forest.overlays(path);
        if (overlays.isEmpty()) {
            candidates.remove(path);
            drop(layer);
            return true;
        }
        return overlays.size() == 1 && merge(layer, overlays.getFirst());
    }

    private void drop(Layer layer) {
        forest.remove(layer.path());
        steps.add(new Step.RemoveImage(layer.path()));
    }

    private boolean merge(Layer base, Layer top) {
        if (obstacle(top).isPresent()) {
            return false;
        }
        var commit = commitAllowed(base, top);
        var pull = pullAllowed(base, top);
        if (!commit && !pull) {
            return false;
        }
        var disk = Optional.ofNullable(candidates.remove(base.path())).orElseThrow();
        if (pull && (!commit || base.dataBytes() < top.dataBytes())) {
            pull(disk, base, top);
        } else {
            commit(disk, base, top);
        }
        return true;
    }

    /// {@return why what the layer's chain holds can't be moved now, in a few words}
    private Optional<String> obstacle(Layer top) {
        if (live(top)) {
            return Optional.empty();
        }
        return forest.chain(top.path()).stream()
                .flatMap(layer -> layer.obstacle().map(why -> layer.path() + ": " + why).stream())
                .findFirst();
    }

    private boolean live(Layer layer) {
        return domain.state().active() && forest.inActiveChain(layer.path());
    }

    /// A commit takes over the size of the larger image, so the base must not be the larger one; and
    /// a block device can't grow.
    private boolean commitAllowed(Layer base, Layer top) {
        return !forest.foreign(top.path())
                && top.internalSnapshots() == 0
                && base.virtualSize() <= top.virtualSize()
                && !(base.block() && base.virtualSize() < top.virtualSize());
    }

    /// The image at the bottom keeps its path, which people and backup programs know, unless it
    /// can't be written. A running QEMU pulls into its active layer only.
    private boolean pullAllowed(Layer base, Layer top) {
        var bottom = base.backing().isEmpty() && commitAllowed(base, top);
        return top.format() == ImageFormat.QCOW2
                && !bottom
                && (!live(top) || forest.active(top.path()));
    }

    private void commit(DiskTarget disk, Layer base, Layer top) {
        steps.add(new Step.Commit(disk, top.path(), base.path()));
        remarkOnDirty(base, live(top));
        count(top.dataBytes());
        var above = forest.overlays(top.path());
        for (var overlay : above) {
            steps.add(
                    new Step.RepointOverlay(
                            overlay.path(), top.path(), base.path(), base.format()));
        }
        repoint(disk, top.path(), base);
        steps.add(new Step.RemoveImage(top.path()));
        for (var overlay : above) {
            forest.put(overlay.on(Optional.of(backing(base))));
        }
        forest.remove(top.path());
        forest.put(base.with(top));
        moveCandidate(top.path(), base.path(), disk);
    }

    private void pull(DiskTarget disk, Layer base, Layer top) {
        steps.add(new Step.Pull(disk, base.path(), top.path(), base.backing()));
        remarkOnDirty(top, live(top));
        count(base.dataBytes());
        repoint(disk, base.path(), top);
        steps.add(new Step.RemoveImage(base.path()));
        forest.remove(base.path());
        forest.put(top.with(base).on(base.backing()));
    }

    /// A branch layer that was committed away lives on in the survivor.
    private void moveCandidate(Path from, Path to, DiskTarget disk) {
        if (candidates.remove(from) != null) {
            candidates.put(to, disk);
        }
    }

    private void repoint(DiskTarget disk, Path from, Layer to) {
        var moves = List.of(new Move(disk, from, to.path(), to.format()));
        for (var name : forest.naming(disk, from)) {
            steps.add(new Step.RepointSnapshot(name, moves));
        }
        if (forest.defined(disk, from)) {
            steps.add(new Step.RepointDomain(moves));
        }
        forest.rename(from, to.path());
    }

    private void remarkOnDirty(Layer written, boolean live) {
        if (written.dirty() && !live) {
            remarks.add(
                    "qemu-img merges into "
                            + written.path()
                            + ": its refcounts must be rebuilt first");
        }
    }

    private void count(long bytes) {
        bytesToCopy += bytes;
        peakExtraBytes = Math.max(peakExtraBytes, bytes);
    }

    private static Layer.Backing backing(Layer layer) {
        return new Layer.Backing(layer.path(), Optional.of(layer.format()));
    }

    private String whyKept(Path layer) {
        var overlays = forest.overlays(layer);
        if (forest.foreign(layer)) {
            return layer + " stays: images that are not this domain's need it";
        }
        if (forest.layer(layer).filter(held -> held.internalSnapshots() > 0).isPresent()) {
            return layer + " stays: it holds internal snapshots";
        }
        if (overlays.size() > 1) {
            return layer
                    + " stays as an unnamed branch layer: "
                    + overlays.size()
                    + " overlays need it";
        }
        return overlays.stream()
                .flatMap(overlay -> obstacle(overlay).stream())
                .findFirst()
                .map(why ->
                        layer + " stays: it can be merged while a guest runs on it only, " + why)
                .orElse(layer + " stays: a snapshot or a disk still needs it as it is");
    }
}
