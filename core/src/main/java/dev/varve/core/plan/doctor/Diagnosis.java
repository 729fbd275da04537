package dev.varve.core.plan.doctor;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HalfDone;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.layers.FrozenLayers;
import dev.varve.core.plan.layers.Reachability;
import dev.varve.core.plan.step.Move;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is wrong with a domain's images and snapshots, as far as it can be seen from what libvirt and
/// the headers say. Nothing is changed by looking.
public record Diagnosis(HostState state, Domain domain) {
    /// From so many layers on, some versions of libvirt fail to start a domain.
    private static final int LONG = 25;

    private static final HalfDone.Job NO_MORE_KNOWN = new HalfDone.Job(Optional.empty(), false);

    /// {@return what was found, the worst first}
    public List<Finding> findings() {
        var reached = reached();
        var found = new ArrayList<Finding>();
        begun(found);
        var concerned = concerned(reached);
        formats(reached, found);
        missing(concerned, found);
        frozen(found);
        internal(reached, found);
        obstacles(reached, found);
        longChains(found);
        loose(reached, lacking(concerned), found);
        if (domain.managedSave()) {
            found.add(new DomainFinding.ManagedSave(domain.ref().name(), stale()));
        }
        return found;
    }

    private CutDelete cut() {
        return new CutDelete(state, domain, state.halfDone(domain.ref()));
    }

    /// A job of a delete that was cut belongs to that.
    private void begun(List<Finding> found) {
        var begun = state.halfDone(domain.ref());
        begun.lost().map(this::lost).ifPresent(found::add);
        found.addAll(cut().findings());
        if (!begun.deletes().isEmpty() || begun.working()) {
            return;
        }
        for (var disk : domain.disks()) {
            if (disk.busy()) {
                var job = begun.jobs().getOrDefault(disk.target(), NO_MORE_KNOWN);
                found.add(
                        new DomainFinding.BlockJobLeft(
                                domain.ref().name(),
                                disk.target(),
                                job.into(),
                                job.ready(),
                                frozeFor(disk.target(), job.into())));
            }
        }
        if (begun.neverRan()) {
            found.add(new DomainFinding.Unstarted(domain.ref().name()));
        }
    }

    private Finding lost(HalfDone.LostQemu qemu) {
        var moves = new ArrayList<Move>();
        for (var disk : domain.nextDisks()) {
            disk.source()
                    .image()
                    .filter(head -> !qemu.open().contains(head))
                    .flatMap(head -> move(disk.target(), head, qemu))
                    .ifPresent(moves::add);
        }
        return new DomainFinding.GuestLost(qemu.process(), moves);
    }

    /// A commit of several layers leaves the guest on the lowest.
    private Optional<Move> move(DiskTarget disk, Path head, HalfDone.LostQemu qemu) {
        return Layer.chain(head, state::layer).stream()
                .filter(layer -> qemu.pivoted(head, layer.path()))
                .findFirst()
                .map(layer -> new Move(disk, head, layer.path(), layer.format()));
    }

    private List<SnapshotName> frozeFor(DiskTarget disk, Optional<Path> image) {
        return domain.snapshots().stream()
                .filter(snapshot -> image.isPresent() && snapshot.frozenLayer(disk).equals(image))
                .map(Snapshot::name)
                .toList();
    }

    private List<DiskTarget> stale() {
        var saved = state.halfDone(domain.ref()).saved();
        return domain.nextDisks().stream()
                .filter(disk -> saved.containsKey(disk.target()))
                .filter(disk ->
                        !disk.source()
                                .image()
                                .equals(Optional.ofNullable(saved.get(disk.target()))))
                .map(Disk::target)
                .toList();
    }

    /// {@return all layers that the domain and its snapshots reach}
    public Set<Layer> reached() {
        var layers = new LinkedHashMap<Path, Layer>();
        named().forEach(image -> {
            var at = state.layer(image);
            while (at.isPresent() && layers.putIfAbsent(at.get().path(), at.get()) == null) {
                at = at.get().below().flatMap(state::layer);
            }
        });
        return new LinkedHashSet<>(layers.values());
    }

    private Stream<Path> named() {
        return Stream.of(
                        domain.disks().stream(),
                        domain.nextDisks().stream(),
                        domain.snapshots().stream()
                                .flatMap(snapshot -> snapshot.domainDisks().stream()))
                .flatMap(disks -> disks)
                .map(Disk::source)
                .flatMap(source -> source.image().stream())
                .distinct();
    }

    private void formats(Set<Layer> reached, List<Finding> found) {
        reached.forEach(layer -> new LayerDiagnosis(state, layer).format().forEach(found::add));
    }

    /// What is missing only because nobody states its format has been told already.
    private void missing(Set<Path> concerned, List<Finding> found) {
        var told =
                found.stream()
                        .filter(ImageFinding.FormatNotStated.class::isInstance)
                        .map(finding -> ((ImageFinding.FormatNotStated) finding).backing())
                        .collect(Collectors.toSet());
        var reachability = new Reachability(state);
        var moved = new MovedImages(state, domain);
        state.missing().entrySet().stream()
                .filter(entry -> !told.contains(entry.getKey()))
                .filter(entry -> concerned.contains(entry.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .map(entry ->
                        moved.finding(entry.getKey())
                                .orElseGet(() ->
                                        new ImageFinding.ImageMissing(
                                                entry.getKey(),
                                                entry.getValue(),
                                                reachability.users(entry.getKey()))))
                .forEach(found::add);
        besides()
                .forEach((file, users) ->
                        Optional.ofNullable(state.missing().get(file))
                                .map(why -> new ImageFinding.ImageMissing(file, why, users))
                                .ifPresent(found::add));
    }

    /// What snapshots keep besides images: guests' memory, and copies of NVRAM and TPM state.
    private Map<Path, List<String>> besides() {
        var files = new TreeMap<Path, List<String>>();
        for (var snapshot : domain.snapshots()) {
            if (snapshot.memory() instanceof Memory.External(var file)) {
                files.put(file, List.of("the memory of snapshot " + snapshot.name()));
            }
            snapshot.annotations()
                    .copies()
                    .forEach((kind, copy) ->
                            files.put(
                                    copy.file(),
                                    List.of(
                                            "the "
                                                    + kind.title()
                                                    + " of snapshot "
                                                    + snapshot.name())));
        }
        return files;
    }

    private List<Path> lacking(Set<Path> concerned) {
        return state.missing().keySet().stream().filter(concerned::contains).sorted().toList();
    }

    /// The images that the domain names, and those that its layers lie on.
    private Set<Path> concerned(Set<Layer> reached) {
        var images = named().collect(Collectors.toCollection(HashSet::new));
        reached.forEach(layer -> layer.below().ifPresent(images::add));
        return images;
    }

    private void obstacles(Set<Layer> reached, List<Finding> found) {
        reached.forEach(layer -> new LayerDiagnosis(state, layer).obstacles().forEach(found::add));
    }

    /// What a cut delete has left half done is told as that.
    private void frozen(List<Finding> found) {
        var left = cut().deleted();
        var frozen = new FrozenLayers(state, domain);
        domain.snapshots().forEach(snapshot -> misnamed(snapshot, found));
        frozen.overwritten().stream()
                .filter(each -> !left.contains(each.snapshot()))
                .map(each ->
                        new SnapshotFinding.Overwritten(
                                each.snapshot(), each.disk(), each.frozen(), each.writer()))
                .forEach(found::add);
        frozen.bypassed().stream()
                .map(each ->
                        new SnapshotFinding.Bypassed(
                                each.snapshot(),
                                each.disk(),
                                each.frozen(),
                                each.below(),
                                each.doubtful()))
                .forEach(found::add);
    }

    private static void misnamed(Snapshot snapshot, List<Finding> found) {
        snapshot.misnamed()
                .forEach((disk, named) ->
                        snapshot.domainDisk(disk)
                                .map(Disk::source)
                                .map(source ->
                                        new SnapshotFinding.Misnamed(
                                                snapshot.name(), disk, named, source))
                                .ifPresent(found::add));
    }

    private void internal(Set<Layer> reached, List<Finding> found) {
        var known =
                reached.stream().anyMatch(Layer::holdsSnapshots)
                        ? known()
                        : Map.<Path, Set<String>>of();
        for (var layer : reached) {
            layer.internalSnapshots().stream()
                    .filter(held ->
                            !known.getOrDefault(layer.path(), Set.of()).contains(held.name()))
                    .map(held ->
                            new SnapshotFinding.InternalUnknown(
                                    layer.path(), held.id(), held.name()))
                    .forEach(found::add);
        }
        for (var snapshot : domain.snapshots()) {
            snapshot.holders()
                    .forEach((disk, image) ->
                            state.layer(image)
                                    .filter(layer ->
                                            layer.internalSnapshot(snapshot.name()).isEmpty())
                                    .map(_ ->
                                            new SnapshotFinding.InternalMissing(
                                                    snapshot.name(), disk, image))
                                    .ifPresent(found::add));
        }
    }

    /// {@return the names of the snapshots that libvirt knows to be held in each image}
    private Map<Path, Set<String>> known() {
        var names = new HashMap<Path, Set<String>>();
        for (var other : state.domains()) {
            for (var snapshot : other.snapshots()) {
                for (var image : snapshot.holders().values()) {
                    names.computeIfAbsent(image, _ -> new HashSet<>()).add(snapshot.name().value());
                }
            }
        }
        return names;
    }

    private void longChains(List<Finding> found) {
        for (var disk : domain.nextDisks()) {
            disk.source()
                    .image()
                    .filter(head -> state.depth(head) >= LONG)
                    .map(head -> longChain(disk.target(), head))
                    .ifPresent(found::add);
        }
    }

    private Finding longChain(DiskTarget disk, Path head) {
        return new ImageFinding.LongChain(disk, head, state.depth(head), state.limits());
    }

    /// Overlays that nobody needs: on the domain's layers, or with the names of its base images. All layers
    /// of the host are looked at once.
    private void loose(Set<Layer> reached, List<Path> lacking, List<Finding> found) {
        var own = reached.stream().map(Layer::path).collect(Collectors.toSet());
        var stems =
                reached.stream()
                        .filter(layer -> layer.below().isEmpty())
                        .map(Diagnosis::stem)
                        .toList();
        var strays = new HashMap<Path, Set<Path>>();
        var orphans = new TreeSet<Path>();
        for (var layer : state.layers().values()) {
            var below = layer.below();
            if (below.isEmpty() || own.contains(layer.path())) {
                continue;
            }
            if (own.contains(below.get())) {
                strays.computeIfAbsent(below.get(), _ -> new TreeSet<>()).add(layer.path());
            } else if (isNamedAfter(stems, layer.path())) {
                orphans.add(layer.path());
            }
        }
        if (strays.isEmpty() && orphans.isEmpty()) {
            return;
        }
        var needed = new Reachability(state).reached();
        for (var layer : reached) {
            strays.getOrDefault(layer.path(), Set.of()).stream()
                    .filter(overlay -> !needed.contains(overlay))
                    .map(overlay -> new ImageFinding.Stray(overlay, layer.path(), lacking))
                    .forEach(found::add);
        }
        orphans.stream()
                .filter(image -> !needed.contains(image))
                .map(image -> new ImageFinding.Orphan(image, lacking))
                .forEach(found::add);
    }

    /// Whether an overlay in a directory of the domain's images has the name of one of its base images up to
    /// the last dot, as libvirt and Varve name overlays.
    private static boolean isNamedAfter(List<String> stems, Path overlay) {
        return stems.stream().anyMatch(overlay.toString()::startsWith);
    }

    /// {@return the path up to the last dot of the name, with a dot}
    private static String stem(Layer base) {
        var image = base.path();
        var name = String.valueOf(image.getFileName());
        int dot = name.lastIndexOf('.');
        return image.resolveSibling(dot > 0 ? name.substring(0, dot) : name) + ".";
    }
}
