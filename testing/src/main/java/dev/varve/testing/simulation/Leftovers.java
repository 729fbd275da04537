package dev.varve.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The files of a host that nobody needs, of which an operation leaves none.
///
/// @param wanted images that stay nevertheless, with what they lie on
record Leftovers(HostState state, Set<Path> wanted) {
    /// Every file is one that a head, a snapshot or another image needs, or that is wanted; and what a definition
    /// states of layers is so.
    void assertNone() {
        state.domains().forEach(this::assertStated);
        assertThat(loose()).as("files that nobody needs").isEmpty();
    }

    /// {@return the files that nobody needs}
    Set<Path> loose() {
        var needed = new HashSet<Path>();
        wanted.forEach(path -> addChain(path, needed));
        state.layers().values().stream()
                .filter(layer -> holdsWhatWasWrittenMeanwhile(layer) || holdsOnlyOriginals(layer))
                .forEach(layer -> addChain(layer.path(), needed));
        for (var domain : state.domains()) {
            Stream.of(
                            domain.disks().stream(),
                            domain.nextDisks().stream(),
                            domain.snapshots().stream().flatMap(s -> s.domainDisks().stream()))
                    .flatMap(disks -> disks)
                    .forEach(disk -> disk.source().image().ifPresent(at -> addChain(at, needed)));
            domain.snapshots().forEach(snapshot -> addMemory(snapshot, needed));
            domain.snapshots().forEach(s -> s.branchLayers().forEach(at -> addChain(at, needed)));
        }
        var loose = new TreeSet<>(state.files());
        loose.removeAll(needed);
        return loose;
    }

    /// What a guest wrote in the middle of a revert is kept by a name with a number, of which libvirt
    /// doesn't know.
    private static boolean holdsWhatWasWrittenMeanwhile(Layer layer) {
        return layer.internalSnapshots().stream().anyMatch(held -> held.name().matches(".*Z-\\d+"));
    }

    /// A revert to an internal snapshot in an image that others need goes to a copy of it, which the metadata
    /// names from then on. An image that holds internal snapshots is never removed for that.
    private boolean holdsOnlyOriginals(Layer layer) {
        return layer.holdsSnapshots()
                && layer.internalSnapshots().stream()
                        .allMatch(held ->
                                state.domains().stream()
                                        .flatMap(domain ->
                                                domain
                                                        .snapshot(new SnapshotName(held.name()))
                                                        .stream())
                                        .anyMatch(snapshot ->
                                                !snapshot.holders().isEmpty()
                                                        && !snapshot.holders()
                                                                .containsValue(layer.path())));
    }

    private static void addMemory(Snapshot snapshot, Set<Path> needed) {
        if (snapshot.memory() instanceof Memory.External(var file)) {
            needed.add(file);
        }
        snapshot.annotations().copies().values().forEach(copy -> needed.add(copy.file()));
    }

    /// What a definition states of the layers below is what the headers say, and what a snapshot's does.
    private void assertStated(Domain domain) {
        domain.nextDisks().forEach(disk -> assertStated(disk, "the definition"));
        for (var snapshot : domain.snapshots()) {
            snapshot.domainDisks()
                    .forEach(disk -> assertStated(disk, "snapshot " + snapshot.name()));
        }
    }

    private void assertStated(Disk disk, String where) {
        var chain = new HashSet<Path>();
        disk.source().image().ifPresent(path -> addChain(path, chain));
        assertThat(chain).as("chain of %s in %s", disk.target(), where).containsAll(disk.stated());
    }

    private void addChain(Path top, Set<Path> needed) {
        addChain(state, top, needed);
    }

    /// Adds an image and those that it lies on.
    static void addChain(HostState state, Path top, Set<Path> needed) {
        Optional<Path> at = Optional.of(top);
        while (at.isPresent() && needed.add(at.get())) {
            at = at.flatMap(state::layer).flatMap(Layer::below);
        }
    }
}
