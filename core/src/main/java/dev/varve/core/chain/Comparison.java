package dev.varve.core.chain;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.InternalSnapshot;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import dev.varve.image.Seen;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Two states of a domain that are to be compared: two snapshots, or one and the present state.
///
/// @param other empty for the present state
/// @param disk the only disk that is compared; empty for all
public record Comparison(
        DomainRef domain,
        SnapshotName one,
        Optional<SnapshotName> other,
        Optional<DiskTarget> disk) {
    /// The disks of both, or why they can't be compared.
    public sealed interface Answer {}

    /// What is to be compared.
    ///
    /// @param left why other disks can't be compared, a line each
    public record Pairs(List<Pair> pairs, List<String> left) implements Answer {
        public Pairs {
            pairs = List.copyOf(pairs);
            left = List.copyOf(left);
        }
    }

    /// Why nothing can be compared.
    public record Refused(Refusal refusal) implements Answer {}

    /// A disk in both states.
    public record Pair(DiskTarget disk, Seen one, Seen other) {}

    /// {@return what is to be compared}
    public Answer of(HostState state) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Refused(new Refusal.NoSuchDomain(domain));
        }
        return refuse(observed.get())
                .<Answer>map(Refused::new)
                .orElseGet(() -> pairs(state, observed.get()));
    }

    private Optional<Refusal> refuse(Domain observed) {
        if (observed.snapshot(one).isEmpty()) {
            return Optional.of(new SnapshotRefusal.NoSuchSnapshot(one));
        }
        if (other.filter(name -> observed.snapshot(name).isEmpty()).isPresent()) {
            return Optional.of(new SnapshotRefusal.NoSuchSnapshot(other.get()));
        }
        if (other.filter(one::equals).isPresent()) {
            return Optional.of(
                    new Refusal.InvalidRequest("cannot compare snapshot " + one + " with itself"));
        }
        return disk.filter(target -> !isKnown(observed, target))
                .map(target -> new ImageRefusal.UnknownDisk(target.name()));
    }

    private boolean isKnown(Domain observed, DiskTarget target) {
        return observed.disk(target).isPresent()
                || observed.snapshots().stream().anyMatch(s -> s.domainDisk(target).isPresent());
    }

    /// What one of the two states has of each disk.
    ///
    /// @param name for messages
    private record Side(String name, Map<DiskTarget, Seen> disks) {}

    private Answer pairs(HostState state, Domain observed) {
        var first = snapshot(state, observed, one);
        var second =
                other.map(name -> snapshot(state, observed, name))
                        .orElseGet(() -> present(state, observed));
        var pairs = new ArrayList<Pair>();
        var left = new ArrayList<ImageRefusal.UnsuitableDisk>();
        for (var target : targets(first, second)) {
            if (!first.disks.containsKey(target)) {
                left.add(unsuitable(target, first));
            } else if (!second.disks.containsKey(target)) {
                left.add(unsuitable(target, second));
            } else {
                pairs.add(new Pair(target, first.disks.get(target), second.disks.get(target)));
            }
        }
        return pairs.isEmpty() ? nothing(left) : answer(state, pairs, left);
    }

    private Side snapshot(HostState state, Domain observed, SnapshotName name) {
        var snapshot = observed.snapshot(name).orElseThrow();
        var disks = new TreeMap<DiskTarget, Seen>();
        for (var kept : snapshot.domainDisks()) {
            snapshot.frozenLayer(kept.target())
                    .ifPresent(image -> disks.put(kept.target(), seen(kept, image)));
            snapshot.holder(kept.target())
                    .ifPresent(image -> disks.put(kept.target(), held(state, name, kept, image)));
        }
        return new Side("snapshot " + name, disks);
    }

    private static Seen seen(Disk disk, Path image) {
        return new Seen(image, disk.source().imageFormat().orElseThrow());
    }

    /// An image that doesn't hold the snapshot is found out when it is looked for by no ID.
    private static Seen held(HostState state, SnapshotName name, Disk disk, Path image) {
        var id =
                state.layer(image)
                        .flatMap(layer -> layer.internalSnapshot(name))
                        .map(InternalSnapshot::id)
                        .orElse("");
        return new Seen(image, disk.source().imageFormat().orElseThrow(), Optional.of(id));
    }

    /// A disk is the one of the snapshot's that lies on the same image, whatever its target is now.
    private Side present(HostState state, Domain observed) {
        var then = observed.snapshot(one).orElseThrow();
        var joined = new TreeMap<DiskTarget, Seen>();
        var others = new TreeMap<DiskTarget, Seen>();
        for (var head : observed.disks().stream().filter(Readers::keepsState).toList()) {
            for (var image : head.source().image().stream().toList()) {
                target(state, then, head, image)
                        .ifPresentOrElse(
                                target -> joined.putIfAbsent(target, seen(head, image)),
                                () -> others.put(head.target(), seen(head, image)));
            }
        }
        others.forEach(joined::putIfAbsent);
        return new Side("the present state", joined);
    }

    private static Optional<DiskTarget> target(
            HostState state, Snapshot then, Disk head, Path image) {
        var chain = Layer.chain(image, state::layer).stream().map(Layer::path).toList();
        return then.domainDisks().stream()
                .filter(disk -> disk.source().image().filter(chain::contains).isPresent())
                .map(Disk::target)
                .min(Comparator.comparing(target -> !target.equals(head.target())));
    }

    private Set<DiskTarget> targets(Side first, Side second) {
        if (disk.isPresent()) {
            return Set.of(disk.get());
        }
        var targets = new TreeSet<>(first.disks.keySet());
        targets.addAll(second.disks.keySet());
        return targets;
    }

    private ImageRefusal.UnsuitableDisk unsuitable(DiskTarget target, Side without) {
        return new ImageRefusal.UnsuitableDisk(what(), target, "has no image in " + without.name);
    }

    private Answer nothing(List<ImageRefusal.UnsuitableDisk> left) {
        return new Refused(
                left.isEmpty()
                        ? new Refusal.InvalidRequest("cannot " + what() + ": neither has disks")
                        : left.getFirst());
    }

    private Answer answer(
            HostState state, List<Pair> pairs, List<ImageRefusal.UnsuitableDisk> left) {
        for (var pair : pairs) {
            for (var seen : List.of(pair.one(), pair.other())) {
                var unread = unread(state, seen);
                if (unread.isPresent()) {
                    return new Refused(unread.get());
                }
            }
        }
        return new Pairs(pairs, left.stream().map(Refusal::message).toList());
    }

    private Optional<Refusal> unread(HostState state, Seen seen) {
        var missing = ImageRefusal.ImageMissing.of(what(), state, seen.image());
        if (missing.isPresent()) {
            return missing;
        }
        if (seen.snapshot().filter(String::isEmpty).isPresent()) {
            var name = other.filter(_ -> !isHeld(state, seen.image(), other.get())).orElse(one);
            return Optional.of(new SnapshotRefusal.NoInternalSnapshot(what(), seen.image(), name));
        }
        return Optional.empty();
    }

    private static boolean isHeld(HostState state, Path image, SnapshotName name) {
        return state.layer(image).flatMap(layer -> layer.internalSnapshot(name)).isPresent();
    }

    private String what() {
        return "compare snapshot "
                + one
                + " of "
                + domain
                + " with "
                + other.map(name -> "snapshot " + name).orElse("its present state");
    }
}
