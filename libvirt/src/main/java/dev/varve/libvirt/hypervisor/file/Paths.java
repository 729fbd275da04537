package dev.varve.libvirt.hypervisor.file;

import dev.varve.core.model.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// One name for each file, whatever links lead to it.
public final class Paths {
    private Paths() {}

    /// {@return the path with all symbolic links resolved; for a file that isn't there, with those of
    /// its directory resolved}
    public static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException _) {
            return unresolved(path.toAbsolutePath().normalize());
        }
    }

    public static Path real(String path) {
        return real(Path.of(path));
    }

    public static Place locate(Path name) {
        var path = real(name);
        if (Files.isDirectory(path)) {
            return new Place.Directory(path);
        }
        return Files.isRegularFile(path) || (path.startsWith("/dev") && Files.exists(path))
                ? new Place.Image(path)
                : new Place.Nothing(path);
    }

    private static Path unresolved(Path path) {
        var parent = path.getParent();
        var name = path.getFileName();
        if (parent == null || name == null) {
            return path;
        }
        try {
            return parent.toRealPath().resolve(name);
        } catch (IOException _) {
            return path;
        }
    }
}
