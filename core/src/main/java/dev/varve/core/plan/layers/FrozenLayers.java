package dev.varve.core.plan.layers;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The layers that snapshots froze, against those that heads are and lie on: where somebody merged layers
/// by hand, the two differ.
public record FrozenLayers(HostState state, Domain domain) {
    /// A domain writes to what a snapshot froze.
    ///
    /// @param writer the disk, in a few words
    public record Overwritten(SnapshotName snapshot, DiskTarget disk, Path frozen, String writer) {}

    /// The present state doesn't lie on what an ancestor of it froze.
    ///
    /// @param below the nearest layer below the frozen one that the present state does lie on
    /// @param doubtful the snapshots that froze `below`: whatever was committed into that is in them now
    public record Bypassed(
            SnapshotName snapshot,
            DiskTarget disk,
            Path frozen,
            Optional<Path> below,
            List<SnapshotName> doubtful) {
        public Bypassed {
            doubtful = List.copyOf(doubtful);
        }
    }

    /// {@return why a snapshot may not hold any more what it held, a clause each}
    public List<String> doubts(Snapshot snapshot) {
        return Stream.of(
                        overwritten(snapshot, writers()).map(FrozenLayers::doubt),
                        bypassed().stream()
                                .filter(found -> found.doubtful().contains(snapshot.name()))
                                .map(FrozenLayers::doubt),
                        corrupt(snapshot))
                .flatMap(doubts -> doubts)
                .toList();
    }

    /// {@return the same for whoever goes on nevertheless, a sentence each}
    public List<String> remarks(Snapshot snapshot) {
        return doubts(snapshot).stream()
                .map(why ->
                        "snapshot "
                                + snapshot.name()
                                + " may not hold any more what it held: "
                                + why)
                .toList();
    }

    private static String doubt(Overwritten found) {
        return "%s, which it froze on %s, is what %s writes to, as after a blockcommit made by hand"
                .formatted(found.frozen(), found.disk(), found.writer());
    }

    private static String doubt(Bypassed found) {
        return "%s may have been committed by hand into %s, which it froze on %s"
                .formatted(
                        found.frozen(),
                        found.below().map(Path::toString).orElse("the layer below"),
                        found.disk());
    }

    private Stream<String> corrupt(Snapshot snapshot) {
        return snapshot.frozenLayers().values().stream()
                .flatMap(top -> Layer.chain(top, state::layer).stream())
                .filter(layer -> layer.mark() == Layer.Mark.CORRUPT)
                .map(layer -> layer.path() + " is marked as corrupt")
                .distinct();
    }

    /// {@return what domains write of that which the domain's snapshots froze}
    public List<Overwritten> overwritten() {
        var writers = writers();
        return domain.snapshots().stream()
                .flatMap(snapshot -> overwritten(snapshot, writers))
                .toList();
    }

    private static Stream<Overwritten> overwritten(Snapshot snapshot, Map<Path, String> writers) {
        return snapshot.frozenLayers().entrySet().stream()
                .filter(frozen -> writers.containsKey(frozen.getValue()))
                .map(frozen ->
                        new Overwritten(
                                snapshot.name(),
                                frozen.getKey(),
                                frozen.getValue(),
                                writers.getOrDefault(frozen.getValue(), "")));
    }

    /// {@return what the present state should lie on, and doesn't}
    public List<Bypassed> bypassed() {
        return ancestors().stream()
                .flatMap(snapshot ->
                        snapshot.frozenLayers().entrySet().stream()
                                .flatMap(frozen ->
                                        bypassed(snapshot, frozen.getKey(), frozen.getValue())
                                                .stream()))
                .toList();
    }

    /// {@return a disk that writes each image, the first if there are several}
    private Map<Path, String> writers() {
        var writers = new HashMap<Path, String>();
        for (var other : state.domains()) {
            other.allDisks()
                    .filter(disk -> !disk.readonly())
                    .forEach(disk ->
                            disk.source()
                                    .image()
                                    .ifPresent(image ->
                                            writers.computeIfAbsent(
                                                    image, _ -> written(disk, other))));
        }
        return writers;
    }

    private static String written(Disk disk, Domain by) {
        return "disk " + disk.target() + " of " + by.ref();
    }

    /// The current snapshot and those that it descends from.
    private List<Snapshot> ancestors() {
        var found = new ArrayList<Snapshot>();
        var at = domain.current().flatMap(domain::snapshot);
        while (at.isPresent() && !found.contains(at.get())) {
            found.add(at.get());
            at = at.get().parent().flatMap(domain::snapshot);
        }
        return found;
    }

    private Optional<Bypassed> bypassed(Snapshot snapshot, DiskTarget disk, Path frozen) {
        var chain = chain(disk);
        if (chain.isEmpty()
                || chain.contains(frozen)
                || state.layer(frozen).isEmpty()
                || chain.stream().anyMatch(this::endsEarly)) {
            return Optional.empty();
        }
        var below =
                Layer.chain(frozen, state::layer).stream()
                        .map(Layer::path)
                        .filter(chain::contains)
                        .findFirst();
        return below.isEmpty() && isReached(frozen)
                ? Optional.empty()
                : Optional.of(
                        new Bypassed(snapshot.name(), disk, frozen, below, froze(disk, below)));
    }

    /// What has nothing in common with the layer is another disk, where its own has got another target.
    private boolean isReached(Path frozen) {
        return domain.allDisks().anyMatch(disk -> chain(disk.target()).contains(frozen));
    }

    /// Of a chain that can't be read to its end nobody knows where it goes.
    private boolean endsEarly(Path image) {
        return state.layer(image)
                .flatMap(Layer::below)
                .filter(below -> state.layer(below).isEmpty())
                .isPresent();
    }

    /// All layers that the disk lies on, now and at its next start.
    private Set<Path> chain(DiskTarget target) {
        var paths = new LinkedHashSet<Path>();
        domain.allDisks()
                .filter(disk -> disk.target().equals(target))
                .flatMap(disk -> disk.source().image().stream())
                .forEach(image ->
                        Layer.chain(image, state::layer).forEach(layer -> paths.add(layer.path())));
        return paths;
    }

    private List<SnapshotName> froze(DiskTarget disk, Optional<Path> layer) {
        return domain.snapshots().stream()
                .filter(snapshot ->
                        snapshot.mode(disk) == SnapshotMode.EXTERNAL
                                && layer.isPresent()
                                && snapshot.frozenLayer(disk).equals(layer))
                .map(Snapshot::name)
                .toList();
    }
}
