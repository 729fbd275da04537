package dev.varve.testing.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.FileIdentity;
import dev.varve.core.model.Presence;
import dev.varve.core.plan.step.Step;
import dev.varve.core.plan.step.StepFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The directories of the host, and those whose storage is away.
final class Storage {
    private static final String BOOT = "boot";
    private static final long DEVICE = 8L << 8;

    private final World world;
    private final Map<Path, Stowed> away = new TreeMap<>();

    /// What lies on the storage, until it is back.
    private record Stowed(
            StorageAway how,
            List<MemoryImage> images,
            Map<Path, Optional<SavedGuest>> memoryFiles,
            Map<Path, String> copies) {}

    Storage(World world) {
        this.world = world;
    }

    /// Guests that run on it end: they can't go on.
    void takeAway(Path directory, StorageAway how) {
        if (away.containsKey(directory)) {
            return;
        }
        for (var domain : world.domains.values()) {
            if (world.open(domain).stream().anyMatch(image -> image.startsWith(directory))) {
                domain.guest = Optional.empty();
            }
        }
        var images = world.images.all().stream().filter(i -> i.path.startsWith(directory)).toList();
        images.forEach(image -> world.images.remove(image.path));
        away.put(
                directory,
                new Stowed(
                        how,
                        images,
                        taken(world.memoryFiles, directory),
                        taken(world.copies, directory)));
    }

    private static <T> Map<Path, T> taken(Map<Path, T> files, Path directory) {
        var found = new TreeMap<Path, T>();
        new ArrayList<>(files.keySet())
                .stream()
                        .filter(file -> file.startsWith(directory))
                        .forEach(file -> {
                            found.put(file, files.get(file));
                            files.remove(file);
                        });
        return found;
    }

    /// {@return what was made in its place meanwhile, which it hides now}
    List<Path> bringBack(Path directory) {
        var stowed = Optional.ofNullable(away.remove(directory)).orElseThrow();
        var hidden = new ArrayList<Path>();
        world.images.all().stream()
                .map(image -> image.path)
                .filter(path -> path.startsWith(directory))
                .forEach(hidden::add);
        hidden.forEach(world.images::remove);
        hidden.addAll(taken(world.memoryFiles, directory).keySet());
        hidden.addAll(taken(world.copies, directory).keySet());
        stowed.images.forEach(world.images::put);
        world.memoryFiles.putAll(stowed.memoryFiles);
        world.copies.putAll(stowed.copies);
        return hidden;
    }

    /// A system call on a file of storage that is away fails, but for one in the empty directory in its place.
    void refuseUnknown(Step step) {
        StepFiles.of(step)
                .all()
                .forEach(file -> {
                    if (presence(file) instanceof Presence.Unknown(var reason)) {
                        throw new HypervisorException(
                                HypervisorException.Kind.FAILED,
                                "cannot " + step.describe() + ": " + file + ": " + reason);
                    }
                });
    }

    Presence presence(Path path) {
        for (var stowed : away.entrySet()) {
            if (path.equals(stowed.getKey()) && stowed.getValue().how == StorageAway.GONE) {
                return new Presence.Absent();
            }
            if (path.equals(stowed.getKey())) {
                long inode = stowed.getValue().how == StorageAway.EMPTY ? -1 : inode(path);
                return new Presence.There(new FileIdentity(DEVICE, inode, BOOT), true);
            }
            if (path.startsWith(stowed.getKey()) && stowed.getValue().how != StorageAway.EMPTY) {
                return new Presence.Unknown(
                        stowed.getValue().how == StorageAway.GONE
                                ? "its directory is not there"
                                : "permission denied");
            }
        }
        return isThere(path)
                ? new Presence.There(new FileIdentity(DEVICE, inode(path), BOOT), true)
                : new Presence.Absent();
    }

    private static long inode(Path path) {
        return Integer.toUnsignedLong(path.hashCode());
    }

    private boolean isThere(Path path) {
        return world.images.has(path)
                || world.memoryFiles.containsKey(path)
                || world.copies.containsKey(path)
                || world.stores.containsKey(path)
                || world.archives.containsKey(path)
                || isDirectory(path);
    }

    /// Every file of this host lies in a directory of its root.
    private static boolean isDirectory(Path path) {
        return path.getNameCount() < 2;
    }
}
