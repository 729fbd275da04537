package dev.varve.core.plan.relocate;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Overlays;
import dev.varve.core.model.Snapshot;
import dev.varve.core.plan.layers.Forest;
import dev.varve.core.plan.layers.OverlayNames;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.ImageStep;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.MirrorEnd;
import dev.varve.core.plan.step.MirrorOptions;
import dev.varve.core.plan.step.MirrorStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.core.plan.step.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Moves the images of a domain, of its disks and its snapshots, to another directory. What others need
/// stays where it is.
///
/// Of one that is shut off the definition names the new places before anything is copied: until the last
/// copy is there, the domain can't be started, and nobody can write to what is being copied. Of one that
/// runs the layers below the active ones, which nobody writes, are copied first, and then each active one
/// while the guest writes to it.
///
/// @param disk the only one whose images move, by its target; empty for all
public record RelocateDomain(DomainRef domain, Path directory, Optional<DiskTarget> disk)
        implements Change {
    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return Intent.ofDisk(Intent.Kind.RELOCATE, domain, directory.toString()).saying(disk);
    }

    /// {@return the plan, or why there is none}
    @Override
    public Planned plan(HostState state) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(domain);
        }
        if (disk.isPresent() && observed.get().disk(disk.get()).isEmpty()) {
            return new ImageRefusal.UnknownDisk(disk.get().name());
        }
        return refuse(state, observed.get())
                .<Planned>map(refusal -> refusal)
                .orElseGet(() -> plan(state, observed.get()));
    }

    private String what() {
        return intent().toString();
    }

    private Optional<Refusal> refuse(HostState state, Domain observed) {
        if (state.missing().containsKey(directory)) {
            var why = state.missing().get(directory);
            return Optional.of(new ImageRefusal.NoDirectory(what(), directory, why));
        }
        if (observed.managedSave()) {
            return notYet(
                    "the domain has a managed save image, which names its images",
                    "start and stop the domain, or run \"virsh managedsave-remove "
                            + domain
                            + "\"");
        }
        return Refusal.GuestLost.of(what(), state, domain)
                .or(() -> ImageRefusal.BlockJobRuns.of(what(), observed.disks()))
                .or(() -> missing(state, observed))
                .or(() ->
                        observed.state().active() ? unmirrored(state, observed) : Optional.empty());
    }

    /// QEMU copies what a guest sees, and nothing else that an image holds.
    private Optional<Refusal> unmirrored(HostState state, Domain observed) {
        return observed.disks().stream()
                .filter(each -> disk.isEmpty() || disk.get().equals(each.target()))
                .flatMap(each -> each.source().image().flatMap(state::layer).stream())
                .filter(layer -> !directory.equals(layer.path().getParent()))
                .flatMap(layer -> unmirrored(state, layer).stream())
                .findFirst()
                .flatMap(why -> notYet(why + ", and its guest runs", "shut the domain down first"));
    }

    private static Optional<String> unmirrored(HostState state, Layer layer) {
        var dirty =
                Layer.chain(layer.path(), state::layer).stream()
                        .skip(1)
                        .filter(Layer::dirty)
                        .findFirst();
        if (dirty.isPresent()) {
            return dirty.map(below ->
                    "the writer of "
                            + below.path()
                            + " was killed, and QEMU may end when it lets go of the image");
        }
        return layer.holdsSnapshots()
                ? Optional.of(layer.path() + " holds internal snapshots")
                : layer.obstacle().map(why -> layer.path() + ": " + why);
    }

    private Optional<Refusal> notYet(String why, String instead) {
        return Optional.of(new Refusal.NotYet(what(), why, instead));
    }

    private Optional<Refusal> missing(HostState state, Domain observed) {
        return disks(observed)
                .flatMap(each -> each.source().image().stream())
                .flatMap(image -> ImageRefusal.ImageMissing.of(what(), state, image).stream())
                .findFirst();
    }

    private Stream<Disk> disks(Domain observed) {
        return Stream.concat(
                        observed.allDisks(),
                        observed.snapshots().stream().flatMap(s -> s.domainDisks().stream()))
                .filter(each -> !each.readonly() && each.source().image().isPresent())
                .filter(each -> disk.isEmpty() || disk.get().equals(each.target()));
    }

    private Planned plan(HostState state, Domain observed) {
        var forest = new Forest(state, observed);
        var stays = new LinkedHashSet<String>();
        var moves = moves(state, observed, forest, stays);
        if (observed.state().active()) {
            leaveBelow(state, moves, stays);
        }
        if (moves.isEmpty()) {
            return new Plan(intent(), List.of(), 0, 0, List.of(), List.copyOf(stays), List.of());
        }
        var images = moves.keySet().stream().map(state::layer).flatMap(Optional::stream).toList();
        var steps =
                new ArrayList<>(
                        observed.state().active()
                                ? mirrored(observed, images, moves)
                                : redirected(observed, images, moves));
        overlaysThatStay(state, moves).forEach(steps::add);
        repointed(observed, forest, moves).forEach(steps::add);
        steps.stream()
                .filter(ImageStep.CopyLayer.class::isInstance)
                .map(step -> new MirrorStep.KeepCopy(((ImageStep.CopyLayer) step).copy()))
                .toList()
                .forEach(steps::add);
        images.reversed().forEach(layer -> steps.add(new ImageStep.RemoveImage(layer.path())));
        long bytes = images.stream().mapToLong(Layer::dataBytes).sum();
        return new Plan(intent(), steps, bytes, bytes, List.of(), List.copyOf(stays), List.of());
    }

    /// An image that is there already names what it lies on in its header, which QEMU has read.
    private static void leaveBelow(HostState state, Map<Path, Move> moves, Set<String> stays) {
        var overlays = new Overlays(state.layers().values());
        boolean left = true;
        while (left) {
            left = false;
            for (var image : List.copyOf(moves.keySet())) {
                for (var overlay : overlays.on(image)) {
                    if (!moves.containsKey(overlay.path()) && moves.remove(image) != null) {
                        stays.add(
                                image
                                        + " stays: "
                                        + overlay.path()
                                        + " lies on it and doesn't move, and the guest runs");
                        left = true;
                    }
                }
            }
        }
    }

    private static List<Step> overlaysThatStay(HostState state, Map<Path, Move> moves) {
        var overlays = new Overlays(state.layers().values());
        return moves.values().stream()
                .flatMap(move ->
                        overlays.on(move.from()).stream()
                                .filter(overlay -> !moves.containsKey(overlay.path()))
                                .map(overlay ->
                                        (Step)
                                                new ImageStep.RepointOverlay(
                                                        overlay.path(),
                                                        move.from(),
                                                        move.to(),
                                                        move.format())))
                .toList();
    }

    private static List<Step> redirected(
            Domain observed, List<Layer> images, Map<Path, Move> moves) {
        var steps = new ArrayList<Step>();
        steps.add(
                new DomainStep.RedirectDomain(List.copyOf(moves.values()), observed.definition()));
        images.forEach(layer -> steps.add(copied(layer, moves)));
        return steps;
    }

    private static List<Step> mirrored(Domain observed, List<Layer> images, Map<Path, Move> moves) {
        var heads = new LinkedHashSet<Path>();
        observed.disks().forEach(each -> each.source().image().ifPresent(heads::add));
        var steps = new ArrayList<Step>();
        images.stream()
                .filter(layer -> !heads.contains(layer.path()))
                .forEach(layer -> steps.add(copied(layer, moves)));
        images.stream()
                .filter(layer -> heads.contains(layer.path()))
                .forEach(layer -> steps.add(mirrored(layer, moves)));
        steps.add(new DomainStep.RepointDomain(List.copyOf(moves.values())));
        return steps;
    }

    private static Step mirrored(Layer layer, Map<Path, Move> moves) {
        var move = Optional.ofNullable(moves.get(layer.path())).orElseThrow();
        var backing = layer.backing().map(below -> moved(below, moves));
        return new MirrorStep.MirrorHead(
                move.disk(),
                layer.path(),
                move.to(),
                layer.format(),
                backing,
                MirrorOptions.none(),
                MirrorEnd.PIVOTED);
    }

    /// {@return where each image goes, lower ones first}
    private Map<Path, Move> moves(
            HostState state, Domain observed, Forest forest, Set<String> stays) {
        var names = new OverlayNames(state.files());
        var moves = new LinkedHashMap<Path, Move>();
        var looked = new HashSet<Path>();
        for (var each : disks(observed).toList()) {
            for (var layer : forest.chain(each.source().image().orElseThrow()).reversed()) {
                if (!looked.add(layer.path()) || directory.equals(layer.path().getParent())) {
                    continue;
                }
                var why = stays(forest, layer);
                if (why.isPresent()) {
                    stays.add(why.get());
                    continue;
                }
                var to = names.free(directory.resolve(layer.path().getFileName()));
                moves.put(layer.path(), new Move(each.target(), layer.path(), to, layer.format()));
            }
        }
        return moves;
    }

    private static Optional<String> stays(Forest forest, Layer layer) {
        if (layer.block()) {
            return Optional.of(layer.path() + " stays: it is a block device");
        }
        var needed = forest.neededElsewhere(layer.path());
        return needed.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        layer.path() + " stays: it is needed by " + String.join(", ", needed));
    }

    private static Step copied(Layer layer, Map<Path, Move> moves) {
        var move = Optional.ofNullable(moves.get(layer.path())).orElseThrow();
        var backing = layer.backing().map(below -> moved(below, moves));
        return new ImageStep.CopyLayer(move.disk(), layer.path(), move.to(), backing);
    }

    private static Layer.Backing moved(Layer.Backing below, Map<Path, Move> moves) {
        return Optional.ofNullable(moves.get(below.path()))
                .map(move -> new Layer.Backing(move.to(), Optional.of(move.format())))
                .orElse(below);
    }

    private static List<Step> repointed(Domain observed, Forest forest, Map<Path, Move> moves) {
        var steps = new ArrayList<Step>();
        for (var snapshot : observed.snapshots()) {
            var named =
                    moves.values().stream().flatMap(move -> named(snapshot, forest, move)).toList();
            if (!named.isEmpty()) {
                steps.add(new SnapshotStep.RepointSnapshot(snapshot.name(), named));
            }
            var before = snapshot.annotations();
            var after = moved(before, moves);
            if (!after.equals(before)) {
                steps.add(new SnapshotStep.Annotate(snapshot.name(), after, before));
            }
        }
        return steps;
    }

    /// A disk may have had another target when the snapshot was taken.
    private static Stream<Move> named(Snapshot snapshot, Forest forest, Move move) {
        return forest.naming(move.from()).getOrDefault(snapshot.name(), Set.of()).stream()
                .map(target -> new Move(target, move.from(), move.to(), move.format()));
    }

    private static Annotations moved(Annotations before, Map<Path, Move> moves) {
        return before.withBranchLayers(
                before.branchLayers().stream()
                        .map(layer ->
                                Optional.ofNullable(moves.get(layer)).map(Move::to).orElse(layer))
                        .toList());
    }
}
