package dev.varve.image;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A small file system of its own; tests that need one are skipped where mounting is not permitted.
final class Tmpfs implements AutoCloseable {
    private final Path path;

    private Tmpfs(Path path) {
        this.path = path;
    }

    static Tmpfs mount(Path path, String options) throws IOException {
        Files.createDirectories(path);
        var mounted = Tool.run("mount", "-t", "tmpfs", "-o", options, "none", path.toString());
        assumeTrue(mounted.status() == 0, "mounting is not permitted: " + mounted.output());
        return new Tmpfs(path);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        Tool.must("umount", path.toString());
    }
}
