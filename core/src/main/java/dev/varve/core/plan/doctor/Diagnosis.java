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
import dev.varve.core.plan.Move;
import dev.varve.core.plan.Reachability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
        formats(reached, found);
        missing(found);
        new ChainComparison(state, domain, cut().deleted()).findings().forEach(found::add);
        internal(reached, found);
        obstacles(reached, found);
        longChains(found);
        strays(reached, found);
        orphans(reached, found);
        if (domain.managedSave()) {
            found.add(new Finding.ManagedSave(domain.ref().name(), stale()));
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
                        new Finding.BlockJobLeft(
                                domain.ref().name(),
                                disk.target(),
                                job.into(),
                                job.ready(),
                                frozeFor(disk.target(), job.into())));
            }
        }
        if (begun.neverRan()) {
            found.add(new Finding.Unstarted(domain.ref().name()));
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
        return new Finding.GuestLost(qemu.process(), moves);
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
        var layers = new LinkedHashSet<Layer>();
        named().forEach(image -> layers.addAll(Layer.chain(image, state::layer)));
        return layers;
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
    private void missing(List<Finding> found) {
        var told =
                found.stream()
                        .filter(Finding.FormatNotStated.class::isInstance)
                        .map(finding -> ((Finding.FormatNotStated) finding).backing())
                        .toList();
        var reachability = new Reachability(state);
        var moved = new MovedImages(state, domain);
        state.missing().entrySet().stream()
                .filter(entry -> !told.contains(entry.getKey()) && concerns(entry.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .map(entry ->
                        moved.finding(entry.getKey())
                                .orElseGet(() ->
                                        new Finding.ImageMissing(
                                                entry.getKey(),
                                                entry.getValue(),
                                                reachability.users(entry.getKey()))))
                .forEach(found::add);
        besides()
                .forEach((file, users) ->
                        Optional.ofNullable(state.missing().get(file))
                                .map(why -> new Finding.ImageMissing(file, why, users))
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

    private List<Path> lacking() {
        return state.missing().keySet().stream().filter(this::concerns).sorted().toList();
    }

    private boolean concerns(Path image) {
        return named().anyMatch(image::equals)
                || reached().stream().anyMatch(l -> l.below().equals(Optional.of(image)));
    }

    private void obstacles(Set<Layer> reached, List<Finding> found) {
        reached.forEach(layer -> new LayerDiagnosis(state, layer).obstacles().forEach(found::add));
    }

    private void internal(Set<Layer> reached, List<Finding> found) {
        for (var layer : reached) {
            layer.internalSnapshots().stream()
                    .filter(held -> !known(layer.path(), held.name()))
                    .map(held -> new Finding.InternalUnknown(layer.path(), held.id(), held.name()))
                    .forEach(found::add);
        }
        for (var snapshot : domain.snapshots()) {
            snapshot.holders()
                    .forEach((disk, image) ->
                            state.layer(image)
                                    .filter(layer ->
                                            layer.internalSnapshot(snapshot.name()).isEmpty())
                                    .map(_ ->
                                            new Finding.InternalMissing(
                                                    snapshot.name(), disk, image))
                                    .ifPresent(found::add));
        }
    }

    private boolean known(Path image, String name) {
        return state.domains().stream()
                .flatMap(other -> other.snapshots().stream())
                .anyMatch(snapshot ->
                        snapshot.name().value().equals(name)
                                && snapshot.holders().containsValue(image));
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
        return new Finding.LongChain(disk, head, state.depth(head), state.limits());
    }

    private void strays(Set<Layer> reached, List<Finding> found) {
        var reachability = new Reachability(state);
        for (var layer : reached) {
            for (var overlay : state.overlays(layer.path())) {
                if (!reached.contains(overlay) && !reachability.reaches(overlay.path())) {
                    found.add(new Finding.Stray(overlay.path(), layer.path(), lacking()));
                }
            }
        }
    }

    /// An overlay in a directory of the domain's images, with the name of one of its base images up to
    /// the last dot, as libvirt and Varve name overlays.
    private void orphans(Set<Layer> reached, List<Finding> found) {
        var reachability = new Reachability(state);
        var stems =
                reached.stream()
                        .filter(layer -> layer.below().isEmpty())
                        .map(layer -> stem(layer.path()))
                        .toList();
        state.layers().values().stream()
                .filter(layer -> !reached.contains(layer) && layer.below().isPresent())
                .filter(layer ->
                        layer.below().flatMap(state::layer).filter(reached::contains).isEmpty())
                .filter(layer -> stems.stream().anyMatch(stem -> named(layer.path(), stem)))
                .filter(layer -> !reachability.reaches(layer.path()))
                .map(Layer::path)
                .sorted()
                .forEach(image -> found.add(new Finding.Orphan(image, lacking())));
    }

    private static Path stem(Path image) {
        var name = String.valueOf(image.getFileName());
        int dot = name.lastIndexOf('.');
        return image.resolveSibling(dot > 0 ? name.substring(0, dot) : name);
    }

    private static boolean named(Path image, Path stem) {
        return image.toString().startsWith(stem + ".");
    }
}
