package dev.varve.core.plan.snapshot;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.Source;
import dev.varve.core.plan.layers.Forest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The disks that a domain has when it goes back to a snapshot, and which of the snapshot's each of them is.
///
/// A disk is its image: it may have had another target when the snapshot was taken, and what has its target
/// now may be another disk.
final class PresentDisks {
    private final Forest forest;
    private final Snapshot found;
    private final List<Disk> disks;
    private final Map<DiskTarget, Disk> staying = new HashMap<>();

    PresentDisks(Domain domain, Forest forest, Snapshot found) {
        this.forest = forest;
        this.found = found;
        this.disks = disks(domain);
        for (var left : found.excludedDisks()) {
            join(left).ifPresent(disk -> staying.put(left.target(), disk));
        }
    }

    /// The definition for the next start says which there are; a guest that runs says what they lie on, where
    /// the two differ.
    private static List<Disk> disks(Domain domain) {
        var live = images(domain.disks());
        var next = images(domain.nextDisks());
        return domain.nextDisks().stream()
                .map(disk ->
                        domain.disk(disk.target())
                                .filter(_ -> !isIn(live, disk))
                                .filter(running -> !isIn(next, running))
                                .map(running -> disk.on(running.source()))
                                .orElse(disk))
                .toList();
    }

    private static Set<Path> images(List<Disk> disks) {
        return disks.stream()
                .flatMap(disk -> disk.source().image().stream())
                .collect(Collectors.toSet());
    }

    private static boolean isIn(Set<Path> images, Disk disk) {
        return disk.source().image().filter(images::contains).isPresent();
    }

    /// {@return the disks of the definition, on the images that they have}
    List<Disk> all() {
        return disks;
    }

    /// {@return the disk as it is now that the snapshot left out; empty for one that the domain hasn't got any
    /// more}
    Optional<Disk> staying(DiskTarget left) {
        return Optional.ofNullable(staying.get(left));
    }

    /// The one that lies on its image; else the one of its target, if that is no other disk of the snapshot's.
    private Optional<Disk> join(Disk left) {
        var free =
                disks.stream()
                        .filter(disk -> disk.source().image().isPresent() && !taken(disk))
                        .toList();
        var same = free.stream().filter(disk -> disk.target().equals(left.target())).toList();
        return Stream.concat(same.stream(), free.stream())
                .filter(disk -> left.source().image().filter(chain(disk)::contains).isPresent())
                .findFirst()
                .or(() -> same.stream().filter(disk -> !isAnother(disk, left)).findFirst());
    }

    private boolean taken(Disk disk) {
        return staying.containsValue(disk);
    }

    private boolean isAnother(Disk disk, Disk left) {
        var chain = chain(disk);
        return found.domainDisks().stream()
                .filter(other -> !other.target().equals(left.target()))
                .anyMatch(other -> isIn(chain, other));
    }

    private Set<Path> chain(Disk disk) {
        return disk.source().image().map(this::chain).orElse(Set.of());
    }

    private Set<Path> chain(Path image) {
        return forest.chain(image).stream().map(Layer::path).collect(Collectors.toSet());
    }

    /// Whether the disk is one that goes back: what it lies on and what the snapshot has meet in a layer that
    /// tells the disk.
    boolean goesBack(Disk disk, List<RevertedDisk> reverted) {
        var image = disk.source().image();
        var own = chain(disk);
        return reverted.stream()
                .filter(RevertedDisk::goesBack)
                .flatMap(back -> chain(back.origin()).stream())
                .filter(own::contains)
                .anyMatch(layer ->
                        image.filter(head -> forest.disks().tells(layer, head, _ -> false))
                                .isPresent());
    }

    /// {@return whether a disk lies on the image}
    boolean reads(Path image) {
        return disks.stream().anyMatch(disk -> chain(disk).contains(image));
    }

    /// The layers that serve only what the disk holds now: its image, and what lies below it down to a layer of
    /// what it goes back to.
    private List<Path> own(Disk disk, List<RevertedDisk> reverted) {
        var kept = new HashSet<Path>();
        reverted.forEach(back -> kept.addAll(chain(back.origin())));
        reverted.forEach(back -> back.emptied().ifPresent(kept::remove));
        return disk.source().image().stream()
                .flatMap(head -> forest.chain(head).stream())
                .map(Layer::path)
                .takeWhile(layer -> !kept.contains(layer))
                .toList();
    }

    /// {@return the layers that no snapshot names, between what the disk holds now and what it goes back to; none
    /// for a disk that stays or leaves: what that lies on may be its user's}
    List<Path> unnamed(Disk disk, List<RevertedDisk> reverted) {
        if (!goesBack(disk, reverted)) {
            return List.of();
        }
        var emptied = reverted.stream().flatMap(back -> back.emptied().stream()).toList();
        return own(disk, reverted).stream()
                .skip(1)
                .filter(layer -> emptied.contains(layer) || !named(layer))
                .toList();
    }

    /// {@return what the snapshot of the state that is left does with the disk}
    SnapshotMode kept(Disk disk, List<RevertedDisk> reverted) {
        var image = disk.source().image();
        if (disk.readonly() || image.isEmpty()) {
            return SnapshotMode.NO;
        }
        if (reverted.stream().anyMatch(back -> back.keepsImage(image.get()))) {
            return SnapshotMode.INTERNAL;
        }
        if (reverted.stream().anyMatch(back -> back.writes(image.get()))) {
            return SnapshotMode.NO;
        }
        return goesBack(disk, reverted) || whyUnkept(disk).isEmpty()
                ? SnapshotMode.EXTERNAL
                : SnapshotMode.NO;
    }

    /// Whether a snapshot, or somebody else, needs the layer.
    private boolean named(Path layer) {
        return forest.named(layer) || forest.foreign(layer);
    }

    private boolean stays(Disk disk) {
        return staying.containsValue(disk);
    }

    /// {@return why no overlay may be put on the disk where its user didn't ask for one, in a few words}
    Optional<String> whyUnkept(Disk disk) {
        boolean suitable =
                disk.source() instanceof Source.File
                        && !disk.readonly()
                        && disk.device().equals("disk")
                        && disk.mode().filter(mode -> mode != SnapshotMode.EXTERNAL).isEmpty();
        return suitable
                ? disk.source().image().map(forest::writers).flatMap(PresentDisks::shared)
                : Optional.of("no overlay can be put on it");
    }

    private static Optional<String> shared(List<DomainRef> writers) {
        return writers.stream()
                .findFirst()
                .map(writer -> "domain " + writer + " has its image as a disk, too");
    }

    /// {@return the disks that the snapshot doesn't know}
    List<Disk> leaving(List<RevertedDisk> reverted) {
        return disks.stream()
                .filter(disk -> !disk.readonly() && !(disk.source() instanceof Source.Empty))
                .filter(disk -> !stays(disk) && !goesBack(disk, reverted))
                .filter(disk -> found.domainDisk(disk.target()).isEmpty() || isReplaced(disk))
                .toList();
    }

    /// A disk that isn't an image of this host is told by its target alone, and one whose image can't be read.
    private boolean isReplaced(Disk disk) {
        return disk.source().image().flatMap(forest::layer).isPresent();
    }

    /// {@return the images that can't be read now, of disks that the snapshot has under their target}
    List<Path> lost() {
        return disks.stream()
                .filter(disk -> !disk.readonly() && found.domainDisk(disk.target()).isPresent())
                .flatMap(disk -> disk.source().image().stream())
                .filter(image -> forest.layer(image).isEmpty())
                .toList();
    }
}
