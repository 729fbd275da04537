package dev.varve.core.plan.snapshot;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.layers.Forest;
import dev.varve.core.plan.layers.OverlayNames;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How the disks that a snapshot left out stay as they are, when the domain goes back to it.
///
/// @param keeps whether the state that is left is kept: then each of them goes on in an overlay of its own
record StayingDisks(
        HostState state, Forest forest, Snapshot found, PresentDisks present, boolean keeps) {
    /// {@return the way of each; none for one that is no image of this host, and stays by its target}
    List<RevertedDisk> ways(OverlayNames names, String ending) {
        var ways = new ArrayList<RevertedDisk>();
        for (var left : found.excludedDisks()) {
            if (!left.readonly() && left.source().image().isPresent()) {
                way(left, names, ending).ifPresent(ways::add);
            }
        }
        return ways;
    }

    private Optional<RevertedDisk> way(Disk left, OverlayNames names, String ending) {
        var now = present.staying(left.target());
        return now.isPresent()
                ? way(left.target(), now.get(), names, ending)
                : loose(left, names, ending);
    }

    private Optional<RevertedDisk> way(
            DiskTarget target, Disk now, OverlayNames names, String ending) {
        var base = now.source().image().flatMap(forest::layer);
        var format = now.source().imageFormat().orElse(ImageFormat.RAW);
        if (base.isPresent() && keeps && canBeFrozen(now, base.get())) {
            return Optional.of(overlay(target, base.get(), format, names, ending));
        }
        return now.source()
                .image()
                .map(image -> new RevertedDisk.AsItIs(target, image, format, now.target()));
    }

    private boolean canBeFrozen(Disk now, Layer base) {
        return present.whyUnkept(now).isEmpty()
                && state.depth(base.path()) < state.limits().layers();
    }

    /// The domain hasn't got the disk any more. Whoever else needs its image must not find it changed.
    private Optional<RevertedDisk> loose(Disk left, OverlayNames names, String ending) {
        var image = left.source().image().flatMap(forest::layer);
        var format = left.source().imageFormat().orElse(ImageFormat.RAW);
        return image.map(base ->
                needed(base.path())
                        ? overlay(left.target(), base, format, names, ending)
                        : new RevertedDisk.AsItIs(
                                left.target(), base.path(), format, left.target()));
    }

    private boolean needed(Path image) {
        return forest.frozen(image) || forest.foreign(image) || !forest.overlays(image).isEmpty();
    }

    private static RevertedDisk overlay(
            DiskTarget target, Layer base, ImageFormat format, OverlayNames names, String ending) {
        var path = names.free(base.path(), ending);
        return new RevertedDisk.Staying(new RevertedDisk.OnOverlay(target, path, base, format));
    }

    /// {@return those that the domain hasn't got any more, and whose images can't be found}
    List<Disk> lost() {
        return left().filter(this::isLost).toList();
    }

    private boolean isLost(Disk left) {
        return present.staying(left.target()).isEmpty()
                && left.source().image().filter(image -> forest.layer(image).isEmpty()).isPresent();
    }

    private Stream<Disk> left() {
        return found.excludedDisks().stream().filter(left -> !left.readonly());
    }

    /// {@return the images of those that the domain hasn't got any more, and gets again}
    Stream<Path> loose() {
        return left().filter(left -> present.staying(left.target()).isEmpty())
                .filter(left -> !isLost(left))
                .flatMap(left -> left.source().image().stream());
    }

    /// {@return what whoever reverts has to know of them, a sentence each}
    ///
    /// @param kept the snapshot of the state that is left, if there is one
    List<String> remarks(List<RevertedDisk> ways, Optional<SnapshotName> kept) {
        var remarks = new ArrayList<String>();
        for (var left : left().toList()) {
            if (left.device().equals("cdrom") || left.device().equals("floppy")) {
                continue;
            }
            var now = present.staying(left.target());
            remarks.add(left.target() + " is not in " + found.name() + becomes(left));
            if (kept.isPresent()) {
                now.filter(disk -> stays(disk, ways))
                        .map(disk -> present.whyUnkept(disk).orElse("its chain is too long"))
                        .map(why ->
                                "%s is not kept in %s: %s"
                                        .formatted(left.target(), kept.get(), why))
                        .ifPresent(remarks::add);
            }
        }
        return remarks;
    }

    private String becomes(Disk left) {
        var image = left.source().image();
        if (image.isEmpty() || present.staying(left.target()).isPresent()) {
            return " and stays as it is: the disks will be from two moments";
        }
        return isLost(left)
                ? " and leaves the definition: its image " + image.get() + " isn't there"
                : ", and the domain hasn't got it any more: it comes back with what "
                        + image.get()
                        + " holds now";
    }

    private static boolean stays(Disk disk, List<RevertedDisk> ways) {
        return ways.stream().anyMatch(way -> disk.source().image().filter(way::writes).isPresent());
    }

    /// {@return what whoever reverts has to know of the disks that the snapshot doesn't know, a sentence each}
    List<String> leaving(List<RevertedDisk> ways, Optional<SnapshotName> kept) {
        return present.leaving(ways).stream()
                .map(disk ->
                        "%s is %s and leaves the definition; %s"
                                .formatted(disk.target(), stranger(disk), where(disk, kept)))
                .toList();
    }

    private String stranger(Disk disk) {
        return found.domainDisk(disk.target()).isEmpty()
                ? "not in " + found.name()
                : "not the disk that " + found.name() + " has there";
    }

    private static String where(Disk disk, Optional<SnapshotName> kept) {
        return kept.map(name -> name + " has it")
                .orElseGet(() ->
                        disk.source()
                                .image()
                                .map(image -> "its image " + image + " stays")
                                .orElse("what it holds stays"));
    }
}
