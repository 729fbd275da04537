package dev.varve.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Directories in which images may be opened. A header may name any file of the host.
public final class Roots {
    private final Optional<List<Path>> directories;

    private Roots(Optional<List<Path>> directories) {
        this.directories = directories;
    }

    /// {@return no limit}: for headers that were written by somebody whom one trusts
    public static Roots anywhere() {
        return new Roots(Optional.empty());
    }

    /// {@return these directories and all that is below them}, by whatever links they are named
    ///
    /// @throws java.nio.file.NoSuchFileException when one of them isn't there
    public static Roots of(List<Path> directories) throws IOException {
        var real = new ArrayList<Path>();
        for (var directory : directories) {
            real.add(directory.toRealPath());
        }
        return new Roots(Optional.of(List.copyOf(real)));
    }

    /// {@return whether the file itself, all links followed, lies in one of the directories}
    ///
    /// @throws java.nio.file.NoSuchFileException when it isn't there, which is said of files within the
    ///     directories only
    boolean contain(Path file) throws IOException {
        if (directories.isEmpty()) {
            return true;
        }
        var plain = file.toAbsolutePath();
        var parent = Optional.ofNullable(plain.getParent());
        if (parent.isEmpty() || !parent.get().toFile().isDirectory()) {
            return false;
        }
        var placed = parent.get().toRealPath().resolve(plain.getFileName());
        return within(placed) && within(placed.toRealPath());
    }

    private boolean within(Path path) {
        return directories.orElse(List.of()).stream().anyMatch(path::startsWith);
    }
}
