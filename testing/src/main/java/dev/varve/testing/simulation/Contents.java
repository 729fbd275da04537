package dev.varve.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import dev.varve.core.operation.Recovered;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.SnapshotStep;
import dev.varve.testing.memory.MemoryHypervisor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What is read through everything that somebody cares for, and the invariants that hold between
/// two moments.
public record Contents(
        HostState state,
        Map<Frozen, SortedMap<Integer, Integer>> frozen,
        Map<Frozen, SortedMap<Integer, Integer>> excluded,
        Map<Head, SortedMap<Integer, Integer>> heads,
        Map<Saved, String> memories,
        Map<Stored, String> stores,
        Map<Copied, String> copies,
        Map<Path, SortedMap<Integer, Integer>> others) {
    /// What a snapshot froze of a disk.
    public record Frozen(DomainRef domain, SnapshotName snapshot, DiskTarget disk) {}

    /// What a domain writes to.
    public record Head(DomainRef domain, DiskTarget disk) {}

    /// A snapshot's memory.
    public record Saved(DomainRef domain, SnapshotName snapshot) {}

    /// What a domain keeps beside its disks.
    public record Stored(DomainRef domain, StateStore.Kind kind) {}

    /// What a snapshot has a copy of, beside its disks.
    public record Copied(DomainRef domain, SnapshotName snapshot, StateStore.Kind kind) {}

    /// {@return what is read now, on a host where no image is somebody else's}
    public static Contents of(MemoryHypervisor hypervisor) {
        return of(hypervisor, Set.of());
    }

    /// {@return what is read now}
    ///
    /// @param others images that belong to somebody else
    public static Contents of(MemoryHypervisor hypervisor, Set<Path> others) {
        var contents =
                new Contents(
                        hypervisor.observe(),
                        new HashMap<>(),
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
        for (var disk : DiskMoves.excluded(snapshot).toList()) {
            excluded.put(
                    new Frozen(domain.ref(), snapshot.name(), disk.target()),
                    hypervisor.readThrough(disk.source().image().orElseThrow()));
        }
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
            var head = head(after, key);
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
        assertExcludedKept(after);
        if (done instanceof Recovered.Completed) {
            assertLeftIsKept(after, plan);
        }
        boolean started =
                Stream.of(old, fresh, somewhere).anyMatch(writes -> !writes.heads().isEmpty());
        assertStoresKept(after, done, plan, started);
        assertThat(after.others)
                .as("images of others")
                .allSatisfy((path, held) ->
                        assertThat(held).as("%s", path).isEqualTo(others.getOrDefault(path, held)));
        var expected = new ExpectedHeads(this, after, done, plan, old, fresh);
        after.heads.forEach((key, contents) ->
                assertThat(somewhere.without(key, contents))
                        .as("head of %s, disk %s", key.domain(), key.disk())
                        .isEqualTo(somewhere.without(key, expected.of(key))));
    }

    /// {@return the disk that a new snapshot has frozen: a guest that runs may have it under another target than the
    /// definition}
    private Head head(Contents after, Frozen key) {
        var image =
                after.state
                        .domain(key.domain())
                        .flatMap(domain -> domain.snapshot(key.snapshot()))
                        .flatMap(snapshot -> snapshot.domainDisk(key.disk()))
                        .flatMap(disk -> disk.source().image());
        return state.domain(key.domain()).stream()
                .flatMap(domain -> domain.disks().stream())
                .filter(disk -> image.isPresent() && disk.source().image().equals(image))
                .map(disk -> new Head(key.domain(), disk.target()))
                .findFirst()
                .orElse(new Head(key.domain(), key.disk()));
    }

    /// The same where no guest wrote meanwhile.
    public void assertKept(Contents after, Recovered done, Plan plan) {
        assertKept(after, done, plan, Writes.none(), Writes.none(), Writes.none());
    }

    /// What is called the state before a revert has every disk of the definition that was left.
    private void assertLeftIsKept(Contents after, Plan plan) {
        for (var step : plan.steps()) {
            if (step instanceof SnapshotStep.RecordSnapshot record) {
                var left = state.domain(plan.intent().domain()).orElseThrow();
                var kept = after.state.domain(left.ref()).orElseThrow().snapshot(record.name());
                for (var disk : left.nextDisks()) {
                    assertThat(kept.orElseThrow().mode(disk.target()))
                            .as("%s of %s in %s", disk.target(), left.ref(), record.name())
                            .isIn(SnapshotMode.EXTERNAL, SnapshotMode.INTERNAL);
                }
            }
        }
    }

    /// A disk that a snapshot left out, and that is nowhere else, is still found by the snapshot.
    private void assertExcludedKept(Contents after) {
        var heads = new HashSet<Path>();
        Stream.concat(state.domains().stream(), after.state.domains().stream())
                .flatMap(Domain::allDisks)
                .forEach(disk -> disk.source().image().ifPresent(heads::add));
        for (var domain : state.domains()) {
            for (var snapshot : domain.snapshots()) {
                DiskMoves.excluded(snapshot)
                        .filter(disk -> isEnd(disk.source().image().orElseThrow(), heads))
                        .map(disk -> new Frozen(domain.ref(), snapshot.name(), disk.target()))
                        .filter(after.excluded::containsKey)
                        .forEach(key ->
                                assertThat(after.excluded.get(key))
                                        .as("%s", key)
                                        .isEqualTo(excluded.get(key)));
            }
        }
    }

    private boolean isEnd(Path image, Set<Path> heads) {
        return !heads.contains(image) && state.overlays(image).isEmpty();
    }

    /// What was written is in the head, in a snapshot of it, or in one that only the image knows.
    void assertFound(MemoryHypervisor hypervisor, Writes writes) {
        writes.clusters()
                .forEach((head, written) -> {
                    var places = new ArrayList<SortedMap<Integer, Integer>>();
                    heads.forEach((key, contents) -> {
                        if (key.domain().equals(head.domain())) {
                            places.add(contents);
                        }
                    });
                    frozen.forEach((key, contents) -> {
                        if (key.domain().equals(head.domain())) {
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
        var deleted = deleted(done, plan);
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
        if (new Effects(plan).made().contains(key.domain())) {
            var origin = new Stored(plan.intent().domain(), key.kind());
            return copied(origin, plan.intent().snapshots().getFirst())
                    .orElseGet(() -> String.valueOf(stores.get(origin)));
        }
        var now = String.valueOf(stores.get(key));
        return done instanceof Recovered.Completed && plan.intent().domain().equals(key.domain())
                ? new Effects(plan).reverted().flatMap(name -> copied(key, name)).orElse(now)
                : now;
    }

    private static Set<SnapshotName> deleted(Recovered done, Plan plan) {
        return done instanceof Recovered.Completed ? new Effects(plan).deleted() : Set.of();
    }

    private void assertNothingForgotten(Contents after, Recovered done, Plan plan) {
        var deleted = deleted(done, plan);
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

    /// The next start is on the images that are used now.
    public static void assertNextStartIsOn(Domain domain) {
        assertThat(domain.nextDisks().stream().map(Disk::source).toList())
                .isEqualTo(domain.disks().stream().map(Disk::source).toList());
    }

    /// Every file is one that a head, a snapshot or another image needs.
    public void assertNoLeftovers() {
        assertNoLeftovers(Set.of());
    }

    /// Every file is one that a head, a snapshot or another image needs, or one that was to stay.
    ///
    /// @param left to stay by what the user asked for
    public void assertNoLeftovers(Set<Path> left) {
        var wanted = new HashSet<>(left);
        wanted.addAll(others.keySet());
        new Leftovers(state, wanted).assertNone();
    }
}
