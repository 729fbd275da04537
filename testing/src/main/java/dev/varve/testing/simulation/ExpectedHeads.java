package dev.varve.testing.simulation;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.operation.Recovered;
import dev.varve.core.plan.step.Plan;
import dev.varve.testing.simulation.Contents.Frozen;
import dev.varve.testing.simulation.Contents.Head;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the heads have to hold after an operation: what they held before, or what it has made of them, and what guests
/// have written since.
///
/// @param done what became of the operation
/// @param plan what it was to do
/// @param old what guests wrote to the heads of before while the operation was unfinished
/// @param fresh what guests wrote to other heads meanwhile
record ExpectedHeads(
        Contents before, Contents after, Recovered done, Plan plan, Writes old, Writes fresh) {
    SortedMap<Integer, Integer> of(Head key) {
        if (new Effects(plan).made().contains(key.domain())) {
            var snapshot = plan.intent().snapshots().getFirst();
            var origin = new Frozen(plan.intent().domain(), snapshot, key.disk());
            return fresh.over(key, before.frozen().getOrDefault(origin, new TreeMap<>()));
        }
        var reverted = new Effects(plan).reverted();
        if (done instanceof Recovered.Completed
                && plan.intent().domain().equals(key.domain())
                && reverted.isPresent()) {
            var held = before.frozen().get(new Frozen(key.domain(), reverted.get(), key.disk()));
            return fresh.over(key, held != null ? held : staying(key, reverted.get()));
        }
        var head = head(key);
        return fresh.over(key, old.over(head, before.heads().getOrDefault(head, new TreeMap<>())));
    }

    /// {@return the disk that had the image, where a guest runs that was started with other targets than the
    /// definition has}
    private Head head(Head key) {
        if (before.heads().containsKey(key)) {
            return key;
        }
        var sources =
                after.state()
                        .domain(key.domain())
                        .orElseThrow()
                        .allDisks()
                        .filter(disk -> disk.target().equals(key.disk()))
                        .map(Disk::source)
                        .toList();
        return before.state().domain(key.domain()).orElseThrow().disks().stream()
                .filter(disk -> sources.contains(disk.source()))
                .map(disk -> new Head(key.domain(), disk.target()))
                .findFirst()
                .orElse(key);
    }

    /// {@return what a disk holds that the snapshot left out: what the domain's disk holds that lies on its image,
    /// else the one of its target, else its image}
    private SortedMap<Integer, Integer> staying(Head key, SnapshotName name) {
        var domain = before.state().domain(key.domain()).orElseThrow();
        var image =
                domain.snapshot(name)
                        .flatMap(found -> found.domainDisk(key.disk()))
                        .flatMap(disk -> disk.source().image())
                        .orElseThrow();
        var on =
                domain.disks().stream()
                        .filter(disk -> chain(disk).contains(image))
                        .map(Disk::target)
                        .toList();
        var same = on.isEmpty() || on.contains(key.disk()) ? key.disk() : on.getFirst();
        var head = new Head(key.domain(), same);
        boolean another = on.isEmpty() && isAnother(domain, name, key.disk());
        return before.heads().containsKey(head) && !another
                ? old.over(head, before.heads().getOrDefault(head, new TreeMap<>()))
                : Optional.ofNullable(
                                before.excluded().get(new Frozen(key.domain(), name, key.disk())))
                        .orElseThrow();
    }

    /// {@return whether what has the target now is another disk of the snapshot's, which was moved}
    private boolean isAnother(Domain domain, SnapshotName name, DiskTarget target) {
        var images = new HashSet<Path>();
        domain.snapshot(name).orElseThrow().domainDisks().stream()
                .filter(disk -> !disk.target().equals(target))
                .forEach(disk -> disk.source().image().ifPresent(images::add));
        return domain.disk(target).map(this::chain).stream()
                .flatMap(Set::stream)
                .anyMatch(images::contains);
    }

    private Set<Path> chain(Disk disk) {
        var chain = new HashSet<Path>();
        disk.source().image().ifPresent(path -> Leftovers.addChain(before.state(), path, chain));
        return chain;
    }
}
