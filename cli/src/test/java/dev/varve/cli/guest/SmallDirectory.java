package dev.varve.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A directory on a file system of its own.
record SmallDirectory(Path path) implements AutoCloseable {
    static SmallDirectory mount(Path path, int mebibytes) throws IOException {
        Files.createDirectories(path);
        run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "varve", path.toString());
        return new SmallDirectory(path);
    }

    private static void run(String... command) throws IOException {
        var process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.onExit().join().exitValue()).isZero();
    }

    /// A process that another test starts at this moment has what is open here, too, until it becomes its program: so
    /// the directory is detached, and goes when that has happened.
    @Override
    public void close() throws IOException {
        run("umount", "--lazy", path.toString());
    }
}
