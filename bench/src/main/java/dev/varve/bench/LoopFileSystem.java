package dev.varve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file system in a file, as root.
final class LoopFileSystem implements AutoCloseable {
    private static final String SIZE = "40G";

    private final Path file;
    private final Path path;

    private LoopFileSystem(Path file, Path path) {
        this.file = file;
        this.path = path;
    }

    static LoopFileSystem make(Path place, String type) throws IOException {
        var file = place.resolve(type + ".img");
        var path = Files.createDirectory(place.resolve(type));
        Program.run("truncate", "-s", SIZE, file.toString());
        Program.run("mkfs." + type, "-q", file.toString());
        Program.run("mount", "-o", "loop", file.toString(), path.toString());
        return new LoopFileSystem(file, path);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        Program.run("umount", path.toString());
        Files.delete(file);
    }
}
