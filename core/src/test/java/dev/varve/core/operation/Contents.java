package dev.varve.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.hypervisor.memory.MemoryHypervisor;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is read through everything that somebody cares for, and the invariants that hold between
/// two moments.
record Contents(
        HostState state,
        Map<Frozen, SortedMap<Integer, Integer>> frozen,
        Map<Head, SortedMap<Integer, Integer>> heads,
        Map<Saved, String> memories,
        Map<Stored, String> stores,
        Map<Copied, String> copies,
        Map<Path, SortedMap<Integer, Integer>> others) {
    record Frozen(DomainRef domain, SnapshotName snapshot, DiskTarget disk) {}

    record Head(DomainRef domain, DiskTarget disk) {}

    record Saved(DomainRef domain, SnapshotName snapshot) {}

    record Stored(DomainRef domain, StateStore.Kind kind) {}

    record Copied(DomainRef domain, SnapshotName snapshot, StateStore.Kind kind) {}

    static Contents of(MemoryHypervisor hypervisor) {
        return of(hypervisor, Set.of());
    }

    /// @param others images that belong to somebody else
    static Contents of(MemoryHypervisor hypervisor, Set<Path> others) {
        var contents =
                new Contents(
                        hypervisor.observe(),
                        new HashMap<>(),
                        new HashMap<>(),
                        new HashMap<>(),
                        new HashMap<>(),
                        new HashMap<>(),
                        new HashMap<>());
        assertThat(contents.state.missing()).as("missing images").isEmpty();
        for (var domain : contents.state.domains()) {
            contents.readHeads(hypervisor, domain);
            contents.readStores(hypervisor, domain);
            domain.snapshots().forEach(snapshot -> contents.read(hypervisor, domain, snapshot));
        }
        others.forEach(path -> contents.others.put(path, hypervisor.readThrough(path)));
        return contents;
    }

    private void readHeads(MemoryHypervisor hypervisor, Domain domain) {
        for (var disk : domain.disks()) {
            disk.source()
                    .image()
                    .ifPresent(path ->
                            heads.put(
                                    new Head(domain.ref(), disk.target()),
                                    hypervisor.readThrough(path)));
        }
    }

    private void readStores(MemoryHypervisor hypervisor, Domain domain) {
        for (var store : domain.stores()) {
            stores.put(
                    new Stored(domain.ref(), store.kind()),
                    hypervisor.stored(store.path()).orElse("nothing"));
        }
    }

    private void read(MemoryHypervisor hypervisor, Domain domain, Snapshot snapshot) {
        for (var disk : snapshot.externalDisks()) {
            var layer = snapshot.frozenLayer(disk).orElseThrow();
            frozen.put(
                    new Frozen(domain.ref(), snapshot.name(), disk), hypervisor.readThrough(layer));
        }
        snapshot.holders()
                .forEach((disk, image) ->
                        frozen.put(
                                new Frozen(domain.ref(), snapshot.name(), disk),
                                hypervisor.readInternal(image, snapshot.name())));
        if (snapshot.memory() instanceof Memory.Internal) {
            memories.put(
                    new Saved(domain.ref(), snapshot.name()),
                    hypervisor.internalMemory(snapshot).orElse("nothing"));
        }
        if (snapshot.memory() instanceof Memory.External(var file)) {
            memories.put(
                    new Saved(domain.ref(), snapshot.name()),
                    hypervisor.savedMemory(file).orElse("nothing"));
        }
        snapshot.annotations()
                .copies()
                .forEach((kind, copy) ->
                        copies.put(
                                new Copied(domain.ref(), snapshot.name(), kind),
                                hypervisor.stored(copy.file()).orElse("nothing")));
    }

    /// Whatever a snapshot held before, it holds still; a snapshot that is new holds what the head
    /// held; and the heads hold what the operation has made of them.
    ///
    /// @param done what became of the operation
    /// @param plan what it was to do
    /// @param old what guests wrote to the heads of before while the operation was unfinished
    /// @param fresh what guests wrote to other heads meanwhile
    /// @param somewhere what they wrote where it may be in either; these clusters are not looked at
    void assertKept(
            Contents after, Recovered done, Plan plan, Writes old, Writes fresh, Writes somewhere) {
        after.frozen.forEach((key, contents) -> {
            var held = frozen.get(key);
            var head = new Head(key.domain(), key.disk());
            assertThat(held != null ? contents : somewhere.without(head, contents))
                    .as("snapshot %s of %s, disk %s", key.snapshot(), key.domain(), key.disk())
                    .isEqualTo(
                            held != null
                                    ? held
                                    : somewhere.without(
                                            head,
                                            old.over(
                                                    head,
                                                    heads.getOrDefault(head, new TreeMap<>()))));
        });
        assertNothingForgotten(after, done, plan);
        boolean started =
                Stream.of(old, fresh, somewhere).anyMatch(writes -> !writes.heads().isEmpty());
        assertStoresKept(after, done, plan, started);
        assertThat(after.others).as("images of others").isEqualTo(others);
        after.heads.forEach((key, contents) ->
                assertThat(somewhere.without(key, contents))
                        .as("head of %s, disk %s", key.domain(), key.disk())
                        .isEqualTo(
                                somewhere.without(key, expectedHead(key, done, plan, old, fresh))));
    }

    /// What was written is in the head, in a snapshot of it, or in one that only the image knows.
    void assertFound(MemoryHypervisor hypervisor, Writes writes) {
        writes.clusters()
                .forEach((head, written) -> {
                    var places =
                            new ArrayList<>(List.of(heads.getOrDefault(head, new TreeMap<>())));
                    frozen.forEach((key, contents) -> {
                        if (key.domain().equals(head.domain()) && key.disk().equals(head.disk())) {
                            places.add(contents);
                        }
                    });
                    for (var layer : state.layers().values()) {
                        layer.internalSnapshots().stream()
                                .map(held -> new SnapshotName(held.name()))
                                .map(name -> hypervisor.readInternal(layer.path(), name))
                                .forEach(places::add);
                    }
                    written.forEach((cluster, value) ->
                            assertThat(places)
                                    .as("cluster %s of %s, written meanwhile", cluster, head)
                                    .anyMatch(place -> value.equals(place.get(cluster))));
                });
    }

    /// What a domain keeps beside its disks goes with them: into each new snapshot of disks, and back
    /// with each revert. Guests don't write it while an operation is unfinished.
    ///
    /// @param started whether a user started the domain before the operation was recovered: a store
    ///     that its guest may have open isn't put back
    private void assertStoresKept(Contents after, Recovered done, Plan plan, boolean started) {
        var deleted = done instanceof Recovered.Completed ? deleted(plan) : Set.<SnapshotName>of();
        copies.forEach((key, held) -> {
            if (!key.domain().equals(plan.intent().domain()) || !deleted.contains(key.snapshot())) {
                assertThat(after.copies).as("copies").containsEntry(key, held);
            }
        });
        after.copies.forEach((key, held) -> {
            if (!copies.containsKey(key)) {
                assertThat(held)
                        .as("%s of the new snapshot %s", key.kind(), key.snapshot())
                        .isEqualTo(stores.get(new Stored(key.domain(), key.kind())));
            }
        });
        assertNewSnapshotsHaveCopies(after);
        after.stores.forEach((key, held) ->
                assertThat(held)
                        .as("%s of %s", key.kind(), key.domain())
                        .isIn(
                                expectedStore(key, done, plan),
                                started ? stores.get(key) : expectedStore(key, done, plan)));
    }

    private static void assertNewSnapshotsHaveCopies(Contents after) {
        for (var domain : after.state.domains()) {
            for (var store : domain.stores()) {
                assertThat(domain.snapshots())
                        .filteredOn(Snapshot::external)
                        .allMatch(s -> s.annotations().copies().containsKey(store.kind()));
            }
        }
    }

    private Optional<String> copied(Stored key, SnapshotName snapshot) {
        return Optional.ofNullable(copies.get(new Copied(key.domain(), snapshot, key.kind())));
    }

    private String expectedStore(Stored key, Recovered done, Plan plan) {
        if (made(plan).contains(key.domain())) {
            var origin = new Stored(plan.intent().domain(), key.kind());
            return copied(origin, plan.intent().snapshots().getFirst())
                    .orElseGet(() -> String.valueOf(stores.get(origin)));
        }
        var now = String.valueOf(stores.get(key));
        return done instanceof Recovered.Completed && plan.intent().domain().equals(key.domain())
                ? reverted(plan).flatMap(name -> copied(key, name)).orElse(now)
                : now;
    }

    private void assertNothingForgotten(Contents after, Recovered done, Plan plan) {
        var deleted = done instanceof Recovered.Completed ? deleted(plan) : Set.<SnapshotName>of();
        for (var key : frozen.keySet()) {
            boolean gone =
                    key.domain().equals(plan.intent().domain()) && deleted.contains(key.snapshot());
            assertThat(after.frozen.containsKey(key) || gone)
                    .as("snapshot %s of %s is there", key.snapshot(), key.domain())
                    .isTrue();
        }
        for (var saved : memories.entrySet()) {
            var key = saved.getKey();
            if (!key.domain().equals(plan.intent().domain()) || !deleted.contains(key.snapshot())) {
                assertThat(after.memories).containsEntry(key, saved.getValue());
            }
        }
    }

    /// {@return the snapshots whose metadata the plan removes}
    static Set<SnapshotName> deleted(Plan plan) {
        return plan.steps().stream()
                .flatMap(step -> forgotten(step).stream())
                .collect(Collectors.toSet());
    }

    private static Optional<SnapshotName> forgotten(Step step) {
        return switch (step) {
            case Step.ForgetSnapshot s -> Optional.of(s.name());
            case Step.DeleteInternal s -> Optional.of(s.name());
            default -> Optional.empty();
        };
    }

    /// {@return the domains that the plan makes}
    private static Optional<DomainRef> defined(Step step) {
        if (step instanceof Step.ResumeClone resume) {
            return Optional.of(resume.define().made());
        }
        return step instanceof Step.DefineClone define
                ? Optional.of(define.made())
                : Optional.empty();
    }

    static List<DomainRef> made(Plan plan) {
        return plan.steps().stream().flatMap(step -> defined(step).stream()).toList();
    }

    private SortedMap<Integer, Integer> expectedHead(
            Head key, Recovered done, Plan plan, Writes old, Writes fresh) {
        if (made(plan).contains(key.domain())) {
            var snapshot = plan.intent().snapshots().getFirst();
            var origin = new Frozen(plan.intent().domain(), snapshot, key.disk());
            return fresh.over(key, frozen.getOrDefault(origin, new TreeMap<>()));
        }
        var reverted =
                reverted(plan)
                        .map(name -> new Frozen(key.domain(), name, key.disk()))
                        .flatMap(target -> Optional.ofNullable(frozen.get(target)));
        if (done instanceof Recovered.Completed
                && plan.intent().domain().equals(key.domain())
                && reverted.isPresent()) {
            return fresh.over(key, reverted.get());
        }
        return fresh.over(key, old.over(key, heads.getOrDefault(key, new TreeMap<>())));
    }

    /// {@return the snapshot that the plan reverts to}
    private static Optional<SnapshotName> reverted(Plan plan) {
        return plan.steps().stream()
                .filter(Step.SelectSnapshot.class::isInstance)
                .map(step -> ((Step.SelectSnapshot) step).name())
                .findFirst();
    }

    /// The next start is on the images that are used now.
    static void assertNextStartIsOn(Domain domain) {
        assertThat(domain.nextDisks().stream().map(Disk::source).toList())
                .isEqualTo(domain.disks().stream().map(Disk::source).toList());
    }

    /// What a definition states of the layers below is what the headers say.
    private void assertStated(Domain domain) {
        for (var disk : domain.nextDisks()) {
            var chain = new HashSet<Path>();
            disk.source().image().ifPresent(path -> addChain(path, chain));
            assertThat(chain).as("chain of %s", disk.target()).containsAll(disk.stated());
        }
    }

    /// Every file is one that a head, a snapshot or another image needs.
    void assertNoLeftovers() {
        assertNoLeftovers(Set.of());
    }

    /// @param left to stay by what the user asked for
    void assertNoLeftovers(Set<Path> left) {
        var needed = new HashSet<Path>();
        left.forEach(path -> addChain(path, needed));
        others.keySet().forEach(path -> addChain(path, needed));
        state.layers().values().stream()
                .filter(layer -> holdsWhatWasWrittenMeanwhile(layer) || holdsOnlyOriginals(layer))
                .forEach(layer -> addChain(layer.path(), needed));
        for (var domain : state.domains()) {
            Stream.of(
                            domain.disks().stream(),
                            domain.nextDisks().stream(),
                            domain.snapshots().stream().flatMap(Contents::pinned))
                    .flatMap(disks -> disks)
                    .forEach(disk -> disk.source().image().ifPresent(at -> addChain(at, needed)));
            domain.snapshots().forEach(snapshot -> addMemory(snapshot, needed));
            assertStated(domain);
        }
        assertThat(needed).as("files that somebody needs").containsAll(state.files());
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

    private static Stream<Disk> pinned(Snapshot snapshot) {
        return snapshot.domainDisks().stream()
                .filter(disk ->
                        snapshot.frozenLayer(disk.target()).isPresent()
                                || snapshot.holder(disk.target()).isPresent());
    }

    private static void addMemory(Snapshot snapshot, Set<Path> needed) {
        if (snapshot.memory() instanceof Memory.External(var file)) {
            needed.add(file);
        }
        snapshot.annotations().copies().values().forEach(copy -> needed.add(copy.file()));
    }

    private void addChain(Path top, Set<Path> needed) {
        Optional<Path> at = Optional.of(top);
        while (at.isPresent() && needed.add(at.get())) {
            at = at.flatMap(state::layer).flatMap(Layer::below);
        }
    }

    /// Clusters that guests wrote.
    record Writes(Map<Head, SortedMap<Integer, Integer>> clusters) {
        static Writes none() {
            return new Writes(new HashMap<>());
        }

        void add(Head head, int cluster, int value) {
            clusters.computeIfAbsent(head, _ -> new TreeMap<>()).put(cluster, value);
        }

        SortedMap<Integer, Integer> over(Head head, SortedMap<Integer, Integer> contents) {
            var all = new TreeMap<>(contents);
            all.putAll(clusters.getOrDefault(head, new TreeMap<>()));
            return all;
        }

        SortedMap<Integer, Integer> without(Head head, SortedMap<Integer, Integer> contents) {
            var rest = new TreeMap<>(contents);
            rest.keySet().removeAll(clusters.getOrDefault(head, new TreeMap<>()).keySet());
            return rest;
        }

        List<Head> heads() {
            return List.copyOf(clusters.keySet());
        }
    }
}
