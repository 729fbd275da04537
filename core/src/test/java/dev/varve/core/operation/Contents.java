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
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.Step;
import java.nio.file.Path;
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
        Map<Path, SortedMap<Integer, Integer>> others) {
    record Frozen(DomainRef domain, SnapshotName snapshot, DiskTarget disk) {}

    record Head(DomainRef domain, DiskTarget disk) {}

    record Saved(DomainRef domain, SnapshotName snapshot) {}

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
                        new HashMap<>());
        assertThat(contents.state.missing()).as("missing images").isEmpty();
        for (var domain : contents.state.domains()) {
            contents.readHeads(hypervisor, domain);
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

    private void read(MemoryHypervisor hypervisor, Domain domain, Snapshot snapshot) {
        for (var disk : snapshot.externalDisks()) {
            var layer = snapshot.frozenLayer(disk).orElseThrow();
            frozen.put(
                    new Frozen(domain.ref(), snapshot.name(), disk), hypervisor.readThrough(layer));
        }
        if (snapshot.memory() instanceof Memory.External(var file)) {
            memories.put(
                    new Saved(domain.ref(), snapshot.name()),
                    hypervisor.savedMemory(file).orElse("nothing"));
        }
    }

    /// Whatever a snapshot held before, it holds still; a snapshot that is new holds what the head
    /// held; and the heads hold what the operation has made of them.
    ///
    /// @param done what became of the operation
    /// @param plan what it was to do
    /// @param old what guests wrote to the heads of before while the operation was unfinished
    /// @param fresh what guests wrote to other heads meanwhile
    void assertKept(Contents after, Recovered done, Plan plan, Writes old, Writes fresh) {
        after.frozen.forEach((key, contents) -> {
            var held = frozen.get(key);
            var head = new Head(key.domain(), key.disk());
            assertThat(contents)
                    .as("snapshot %s of %s, disk %s", key.snapshot(), key.domain(), key.disk())
                    .isEqualTo(
                            held != null
                                    ? held
                                    : old.over(head, heads.getOrDefault(head, new TreeMap<>())));
        });
        assertNothingForgotten(after, done, plan);
        assertThat(after.others).as("images of others").isEqualTo(others);
        after.heads.forEach((key, contents) ->
                assertThat(contents)
                        .as("head of %s, disk %s", key.domain(), key.disk())
                        .isEqualTo(expectedHead(key, done, plan, old, fresh)));
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
                .filter(Step.ForgetSnapshot.class::isInstance)
                .map(step -> ((Step.ForgetSnapshot) step).name())
                .collect(Collectors.toSet());
    }

    private SortedMap<Integer, Integer> expectedHead(
            Head key, Recovered done, Plan plan, Writes old, Writes fresh) {
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

    /// Every file is one that a head, a snapshot or another image needs.
    void assertNoLeftovers() {
        var needed = new HashSet<Path>();
        others.keySet().forEach(path -> addChain(path, needed));
        for (var domain : state.domains()) {
            Stream.of(
                            domain.disks().stream(),
                            domain.nextDisks().stream(),
                            domain.snapshots().stream().flatMap(Contents::pinned))
                    .flatMap(disks -> disks)
                    .forEach(disk -> disk.source().image().ifPresent(at -> addChain(at, needed)));
            domain.snapshots().forEach(snapshot -> addMemory(snapshot, needed));
        }
        assertThat(needed).as("files that somebody needs").containsAll(state.files());
    }

    private static Stream<Disk> pinned(Snapshot snapshot) {
        return snapshot.domainDisks().stream()
                .filter(disk -> snapshot.frozenLayer(disk.target()).isPresent());
    }

    private static void addMemory(Snapshot snapshot, Set<Path> needed) {
        if (snapshot.memory() instanceof Memory.External(var file)) {
            needed.add(file);
        }
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

        List<Head> heads() {
            return List.copyOf(clusters.keySet());
        }
    }
}
