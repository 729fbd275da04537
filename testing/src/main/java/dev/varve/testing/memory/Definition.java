package dev.varve.testing.memory;

import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Source;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// A domain's XML, as far as this host knows it.
record Definition(List<Disk> disks) {
    Definition {
        disks = List.copyOf(disks);
    }

    Optional<Disk> disk(DiskTarget target) {
        return disks.stream().filter(disk -> disk.target().equals(target)).findFirst();
    }

    Optional<Path> image(DiskTarget target) {
        return disk(target).flatMap(disk -> disk.source().image());
    }

    /// {@return this definition with other sources, for the disks for which `source` has one}
    Definition with(Function<Disk, Optional<Source>> source) {
        return new Definition(
                disks.stream()
                        .map(disk -> source.apply(disk).map(s -> sourced(disk, s)).orElse(disk))
                        .toList());
    }

    /// {@return this definition with one more disk}
    Definition and(Disk disk) {
        return new Definition(Stream.concat(disks.stream(), Stream.of(disk)).toList());
    }

    /// {@return this definition without the disk of that target}
    Definition without(DiskTarget target) {
        return new Definition(
                disks.stream().filter(disk -> !disk.target().equals(target)).toList());
    }

    /// {@return this definition with other targets}
    ///
    /// @param targets the new one by the old one
    Definition retargeted(Map<DiskTarget, DiskTarget> targets) {
        return new Definition(
                disks.stream()
                        .map(disk -> disk.as(targets.getOrDefault(disk.target(), disk.target())))
                        .toList());
    }

    /// {@return this definition, which leaves it to the headers what is below each disk}
    Definition plain() {
        return stating(_ -> Set.of());
    }

    /// {@return this definition, which states what is below each disk}
    Definition stating(Function<Disk, Set<Path>> below) {
        return new Definition(disks.stream().map(disk -> disk.stating(below.apply(disk))).toList());
    }

    static Source source(Path path, ImageFormat format, boolean block) {
        return block ? new Source.Block(path, format) : new Source.File(path, format);
    }

    private static Disk sourced(Disk disk, Source source) {
        return new Disk(
                disk.target(), disk.device(), source, disk.readonly(), disk.mode(), disk.busy());
    }
}
