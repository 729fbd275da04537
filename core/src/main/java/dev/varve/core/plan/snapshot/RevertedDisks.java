package dev.varve.core.plan.snapshot;

import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.layers.Forest;
import dev.varve.core.plan.layers.ImagePlaces;
import dev.varve.core.plan.layers.OverlayNames;
import dev.varve.core.plan.layers.Unpinned;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The ways of all disks, those that the domain has and those that it gets, when it goes back to a snapshot.
final class RevertedDisks {
    /// Enough of a UUID to tell the domains of a host apart.
    private static final int UUID_DIGITS = 8;

    private final HostState state;
    private final Domain domain;
    private final Snapshot found;
    private final boolean discard;
    private final PresentDisks present;
    private final StayingDisks staying;
    private final List<RevertedDisk> disks;

    /// @param now names the overlays
    /// @param places where they go
    RevertedDisks(
            HostState state,
            Domain domain,
            Snapshot found,
            boolean discard,
            Instant now,
            ImagePlaces places) {
        this.state = state;
        this.domain = domain;
        this.found = found;
        this.discard = discard;
        var forest = new Forest(state, domain);
        this.present = new PresentDisks(domain, forest, found);
        this.staying = new StayingDisks(state, forest, found, present, !discard);
        this.disks = disks(forest, places, Long.toString(now.getEpochSecond()));
    }

    private List<RevertedDisk> disks(Forest forest, ImagePlaces places, String ending) {
        var names =
                new OverlayNames(
                        state.files(),
                        places::beside,
                        image -> forest.foreign(image) ? "-" + whose() : "");
        var ways = new ArrayList<>(RevertedDisk.of(forest, found, names, ending));
        ways.addAll(staying.ways(names, ending));
        return List.copyOf(ways);
    }

    private String whose() {
        return domain.ref().uuid().toString().substring(0, UUID_DIGITS);
    }

    /// {@return the way of each disk that the domain has afterwards}
    List<RevertedDisk> disks() {
        return disks;
    }

    /// {@return the images that the disks write afterwards}
    Set<Path> heads() {
        return disks.stream().map(disk -> disk.placement().image()).collect(Collectors.toSet());
    }

    /// {@return the disks that it has now}
    PresentDisks present() {
        return present;
    }

    /// {@return the images of the disks that the snapshot left out, as the domain has them afterwards}
    Stream<Path> images() {
        return disks.stream().filter(disk -> !disk.goesBack()).map(RevertedDisk::origin);
    }

    /// {@return those of them that the domain hasn't got now}
    Stream<Path> loose() {
        return staying.loose();
    }

    /// {@return the disks that the snapshot left out, and that neither the domain has any more nor the host}
    List<Disk> lost() {
        return staying.lost();
    }

    /// {@return what the snapshot of the state that is left does with a disk that the domain has now}
    SnapshotMode kept(Disk disk) {
        return present.kept(disk, disks);
    }

    /// {@return the layers that no snapshot names and that serve nothing but the state that is left}
    Set<Path> unnamed() {
        return present.all().stream()
                .filter(disk -> kept(disk) == SnapshotMode.EXTERNAL)
                .flatMap(disk -> present.unnamed(disk, disks).stream())
                .collect(Collectors.toSet());
    }

    /// {@return whether there is a state to keep: what a disk holds, or that there is one}
    boolean keeps() {
        return !discard
                && (present.all().stream().anyMatch(disk -> kept(disk) != SnapshotMode.NO)
                        || !present.leaving(disks).isEmpty());
    }

    /// {@return what whoever reverts has to know of the disks, a sentence each}
    ///
    /// @param kept the snapshot of the state that is left, if there is one
    List<String> remarks(Optional<SnapshotName> kept) {
        return Stream.of(
                        disks.stream().flatMap(disk -> disk.remark().stream()),
                        staying.remarks(disks, kept).stream(),
                        staying.leaving(disks, kept).stream(),
                        unread(kept),
                        emptied())
                .flatMap(all -> all)
                .toList();
    }

    private Stream<String> unread(Optional<SnapshotName> kept) {
        return kept.stream()
                .flatMap(name ->
                        present.lost().stream()
                                .map(image ->
                                        name
                                                + " names "
                                                + image
                                                + ", which can't be read now: it has what that holds"
                                                + " once it is back"));
    }

    /// An image that an internal snapshot has left, and that was detached before, is somebody's. One that is
    /// noted goes with the next snapshot.
    private Stream<String> emptied() {
        var forest = after();
        return disks.stream()
                .flatMap(way -> way.emptied().stream())
                .filter(image -> forest.loose(image) && !forest.noted(image))
                .filter(image -> !present.reads(image))
                .map(Unpinned::nobodys);
    }

    private Forest after() {
        var forest = new Forest(state, domain);
        domain.allDisks().map(Disk::target).distinct().forEach(forest::leave);
        disks.forEach(disk -> disk.place(forest));
        disks.forEach(disk ->
                disk.emptied().ifPresent(image -> forest.forgetHolder(found.name(), image)));
        return forest;
    }

    /// {@return what becomes of the layers that the domain writes now, and of all below, where nobody keeps them}
    Unpinned discarded() {
        var forest = after();
        var unpinned = new Unpinned(forest, domain);
        for (var disk : present.all()) {
            if (present.goesBack(disk, disks) && kept(disk) == SnapshotMode.EXTERNAL) {
                disk.source().image().ifPresent(path -> unpinned.add(disk.target(), path));
                present.unnamed(disk, disks).forEach(path -> unpinned.add(disk.target(), path));
            }
        }
        DeleteSnapshot.addBranchLayers(unpinned, forest, domain);
        unpinned.resolve();
        return unpinned;
    }
}
