package dev.varve.core.plan.layers;

import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.Layer;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.MergeStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What becomes of layers that no snapshot names any more.
///
/// A layer without overlays is removed, before anything is copied into it; one with a single overlay is merged with it, and a run of
/// them at once; one with several stays, as an unnamed branch layer, until one overlay is left. That
/// goes on until nothing changes, since a removal or a merge may leave the layer below with a single
/// overlay.
public final class Unpinned {
    private final Forest forest;
    private final MergeRules rules;
    private final Map<Path, DiskTarget> candidates = new TreeMap<>();

    /// All candidates that there ever were.
    private final Set<Path> known = new HashSet<>();

    /// What removed layers lay on.
    private final Set<Path> bared = new TreeSet<>();

    private final List<Step> steps = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private long bytesToCopy;
    private long peakExtraBytes;

    /// None yet.
    public Unpinned(Forest forest, Domain domain) {
        this.forest = forest;
        this.rules = new MergeRules(forest, domain);
    }

    public void add(DiskTarget disk, Path layer) {
        if (forest.layer(layer).isPresent()) {
            candidates.putIfAbsent(layer, disk);
            known.add(layer);
        }
    }

    /// Plans the merges and removals of all layers that were added.
    public void resolve() {
        while (dropOne() || mergeOne()) {}
        candidates.keySet().forEach(layer -> kept.add(whyKept(layer)));
        // Whoever has been told of it decides: it is not merged with anything later.
        candidates.keySet().removeIf(this::left);
        tell(bared);
    }

    /// Tells which of these images nobody names any more: whose they are isn't known.
    public void tell(Set<Path> images) {
        images.stream()
                .filter(image -> !known.contains(image) && forest.loose(image))
                .forEach(image -> kept.add(nobodys(image)));
    }

    /// {@return words about an image that is not removed although nobody is known to need it}
    public static String nobodys(Path image) {
        return image
                + " stays: no disk and no snapshot of the domain names it any more; remove it if nobody"
                + " needs it";
    }

    /// {@return what is to be done}
    public List<Step> steps() {
        return steps;
    }

    /// {@return images that stay, each with the reason}
    public List<String> kept() {
        return kept;
    }

    /// {@return what else to know}
    public List<String> remarks() {
        return remarks;
    }

    /// {@return upper bound of the data that is copied}
    public long bytesToCopy() {
        return bytesToCopy;
    }

    /// {@return upper bound of the space that is needed meanwhile}
    public long peakExtraBytes() {
        return peakExtraBytes;
    }

    /// {@return the steps that let the remaining snapshots note the unnamed branch layers that stay,
    /// and no others}
    public List<Step> notes() {
        return new BranchNotes(forest, candidates.keySet()).steps();
    }

    private boolean livesOn(Path candidate) {
        return forest.disks().has(candidate, known::contains);
    }

    /// Whether it is all that there is of a disk: a disk's own image, or what a state that was left held.
    private boolean left(Path candidate) {
        return forest.overlays(candidate).isEmpty()
                && forest.layer(candidate).filter(Layer::holdsSnapshots).isEmpty()
                && !forest.pinned(candidate)
                && forest.excluding(candidate).isEmpty()
                && !livesOn(candidate);
    }

    private boolean dropOne() {
        return List.copyOf(candidates.keySet()).stream().anyMatch(this::dropped);
    }

    private boolean dropped(Path path) {
        var layer = forest.layer(path).orElseThrow();
        if (forest.pinned(path)
                || layer.holdsSnapshots()
                || !forest.overlays(path).isEmpty()
                || !forest.excluding(path).isEmpty()
                || !livesOn(path)) {
            return false;
        }
        remove(layer);
        return true;
    }

    /// A block device isn't ours to remove: somebody made it, and knows how.
    private void remove(Layer layer) {
        candidates.remove(layer.path());
        forest.remove(layer.path());
        layer.below().ifPresent(bared::add);
        if (layer.block()) {
            kept.add(
                    layer.path()
                            + " isn't needed any more: it is a block device, remove it yourself");
        } else {
            steps.add(new ImageStep.RemoveImage(layer.path()));
        }
    }

    private boolean mergeOne() {
        var tried = new HashSet<Path>();
        return List.copyOf(candidates.keySet()).stream()
                .filter(path -> !tried.contains(path) && mergeable(path))
                .anyMatch(path -> {
                    var run = run(path);
                    run.forEach(layer -> tried.add(layer.path()));
                    return merge(run);
                });
    }

    private boolean mergeable(Path path) {
        return candidates.containsKey(path)
                && !forest.pinned(path)
                && forest.overlays(path).size() == 1
                && forest.overlays(path).stream().noneMatch(this::loose);
    }

    /// What nobody names may be a disk that was detached, and is somebody's.
    private boolean loose(Layer layer) {
        return !candidates.containsKey(layer.path()) && forest.loose(layer.path());
    }

    /// {@return the layers that could all become one, from base to top, among them `path`}
    private List<Layer> run(Path path) {
        var base = forest.layer(path).orElseThrow();
        for (var below = base.below();
                below.filter(this::mergeable).isPresent();
                below = base.below()) {
            base = forest.layer(below.get()).orElseThrow();
        }
        var run = new ArrayList<>(List.of(base));
        while (mergeable(run.getLast().path())) {
            run.add(forest.overlays(run.getLast().path()).getFirst());
        }
        return run;
    }

    /// Merges as many layers as can be merged at once: each cluster is then copied once at most.
    private boolean merge(List<Layer> run) {
        return RunParts.of(run, rules::commitAllowed, top -> rules.obstacle(top).isEmpty())
                .longestFirst()
                .anyMatch(this::mergeAll);
    }

    private boolean mergeAll(List<Layer> run) {
        var base = run.getFirst();
        var top = run.getLast();
        if (rules.obstacle(top).isPresent() || run.stream().anyMatch(rules::mustWait)) {
            return false;
        }
        var commit = rules.commitAllowed(run);
        var pull = rules.pullAllowed(run, commit, known::contains);
        commit &= base.mark() != Layer.Mark.CORRUPT;
        if (!commit && !pull) {
            return false;
        }
        var disk =
                forest.activeDisk(top.path())
                        .or(() -> Optional.ofNullable(candidates.get(base.path())))
                        .orElseThrow();
        if (pull && (!commit || base.dataBytes() < top.dataBytes())) {
            pull(disk, run);
        } else {
            commit(disk, run);
        }
        return true;
    }

    /// Plans the commit of layers that nobody needs as they are into the lowest of them.
    ///
    /// @param run from the base to the top
    public void commit(DiskTarget disk, List<Layer> run) {
        var base = run.getFirst();
        var top = run.getLast();
        var merged = run.subList(1, run.size());
        steps.add(new MergeStep.Commit(disk, top.path(), base.path()));
        remarkOnDirty(base, rules.live(top));
        count(merged);
        var above = forest.overlays(top.path());
        for (var overlay : above) {
            steps.add(
                    new ImageStep.RepointOverlay(
                            overlay.path(), top.path(), base.path(), base.format()));
            forest.put(overlay.on(Optional.of(backing(base))));
        }
        var topDisk = Optional.ofNullable(candidates.get(top.path()));
        merge(merged, base);
        topDisk.ifPresentOrElse(
                target -> candidates.put(base.path(), target),
                () -> candidates.remove(base.path()));
    }

    private void pull(DiskTarget disk, List<Layer> run) {
        var base = run.getFirst();
        var top = run.getLast();
        var merged = run.subList(0, run.size() - 1);
        var upper = merged.getLast().path();
        steps.add(new MergeStep.Pull(disk, base.path(), upper, top.path(), base.backing()));
        remarkOnDirty(top, rules.live(top));
        count(merged);
        merge(merged, top.on(base.backing()));
    }

    /// Lets everybody name the survivor, and removes what was merged into it, upper layers first.
    private void merge(List<Layer> merged, Layer survivor) {
        repoint(merged, survivor);
        var grown = survivor;
        for (var layer : merged.reversed()) {
            remove(layer);
            grown = grown.with(layer);
        }
        forest.put(grown);
    }

    /// Whoever names a layer does so under the target that its disk had then.
    private void repoint(List<Layer> from, Layer to) {
        var moves = new TreeMap<SnapshotName, List<Move>>();
        var defined = new ArrayList<Move>();
        for (var layer : from) {
            forest.naming(layer.path())
                    .forEach((name, disks) ->
                            disks.forEach(disk ->
                                    moves.computeIfAbsent(name, _ -> new ArrayList<>())
                                            .add(move(disk, layer, to))));
            forest.defined(layer.path()).forEach(disk -> defined.add(move(disk, layer, to)));
            forest.rename(layer.path(), to.path());
        }
        moves.forEach((name, all) -> steps.add(new SnapshotStep.RepointSnapshot(name, all)));
        if (!defined.isEmpty()) {
            steps.add(new DomainStep.RepointDomain(defined));
        }
    }

    private static Move move(DiskTarget disk, Layer from, Layer to) {
        return new Move(disk, from.path(), to.path(), to.format());
    }

    private void remarkOnDirty(Layer written, boolean live) {
        if (written.dirty() && !live) {
            remarks.add(
                    "the refcounts of "
                            + written.path()
                            + " are rebuilt first, for its writer was killed");
        }
    }

    private void count(List<Layer> merged) {
        long bytes = merged.stream().mapToLong(Layer::dataBytes).sum();
        bytesToCopy += bytes;
        peakExtraBytes = Math.max(peakExtraBytes, bytes);
    }

    private static Layer.Backing backing(Layer layer) {
        return new Layer.Backing(layer.path(), Optional.of(layer.format()));
    }

    private String whyKept(Path layer) {
        var overlays = forest.overlays(layer);
        var needed = forest.neededElsewhere(layer);
        if (!needed.isEmpty()) {
            return layer + " stays: it is needed by " + String.join(", ", needed);
        }
        if (overlays.isEmpty() && forest.layer(layer).filter(Layer::holdsSnapshots).isPresent()) {
            return layer + " stays: it holds internal snapshots";
        }
        var excluding = forest.excluding(layer);
        if (overlays.isEmpty() && !excluding.isEmpty()) {
            return layer
                    + " stays: it is a disk that snapshot "
                    + excluding.getFirst()
                    + " left out, and that is found by it alone";
        }
        if (left(layer)) {
            return layer
                    + " stays: it is what is left of a disk that the domain hasn't got any more; remove it if"
                    + " nobody needs it";
        }
        if (overlays.size() > 1) {
            return layer
                    + " stays as an unnamed branch layer: "
                    + overlays.size()
                    + " overlays need it";
        }
        if (Stream.concat(forest.layer(layer).stream(), overlays.stream())
                .anyMatch(Layer::holdsSnapshots)) {
            return layer + " stays: an image with internal snapshots can't be merged into another";
        }
        var unwritable =
                Stream.concat(
                                forest.layer(layer).stream(),
                                overlays.stream().filter(rules::mustWait))
                        .flatMap(each ->
                                rules.whyUnwritable(each).stream()
                                        .map(why ->
                                                each.path().equals(layer)
                                                        ? why
                                                        : "of " + each.path() + ", " + why))
                        .findFirst();
        if (unwritable.isPresent()) {
            return layer + " stays: " + unwritable.get();
        }
        var loose = overlays.stream().filter(this::loose).findFirst();
        if (loose.isPresent()) {
            return layer
                    + " stays: "
                    + loose.get().path()
                    + " lies on it, which no disk and no snapshot of the domain names";
        }
        return overlays.stream()
                .flatMap(overlay -> rules.obstacle(overlay).stream())
                .findFirst()
                .map(why ->
                        layer + " stays: it can be merged while a guest runs on it only, " + why)
                .orElse(layer + " stays: a snapshot or a disk still needs it as it is");
    }
}
