package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /// A process that another test starts at this moment has what is open here, too, until it becomes its program: so
    /// the directory is detached, and goes when that has happened. What this process itself has left open is a fault.
    @Override
    public void close() throws IOException {
        var left = open();
        Tool.must("umount", "--lazy", path.toString());
        assertThat(left).as("files that were left open").isEmpty();
    }

    private List<Path> open() throws IOException {
        var open = new ArrayList<Path>();
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var descriptor : descriptors) {
                target(descriptor).filter(file -> file.startsWith(path)).ifPresent(open::add);
            }
        }
        return open;
    }

    private static Optional<Path> target(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor));
        } catch (IOException _) {
            return Optional.empty(); // Another test has closed it meanwhile.
        }
    }
}
