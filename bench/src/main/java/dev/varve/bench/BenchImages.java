package dev.varve.bench;

import dev.varve.image.ImageFormat;
import dev.varve.image.Overlay;
import dev.varve.image.OverlaySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The images that are merged.
final class BenchImages {
    private BenchImages() {}

    /// Makes an image whose first `held` MiB are data.
    ///
    /// @param disk its size in MiB
    static void makeBase(Path path, int disk, int held) throws IOException {
        Program.run("qemu-img", "create", "-q", "-f", "qcow2", path.toString(), disk + "M");
        var writes = new StringBuilder();
        for (int i = 0; i < held; i++) {
            writes.append("write -q -P 1 ").append(i).append("M 1M\n");
        }
        write(path, writes.toString());
    }

    static void makeOverlay(Path path, Path base, String writes) throws IOException {
        Overlay.create(OverlaySpec.of(path, base, ImageFormat.QCOW2, "bench"));
        Files.setPosixFilePermissions(path, Files.getPosixFilePermissions(base));
        write(path, writes);
    }

    private static void write(Path path, String writes) throws IOException {
        Program.feed(writes, "qemu-io", "-t", "unsafe", "-f", "qcow2", path.toString());
        Program.sync(path);
    }

    static void copy(Path from, Path to) throws IOException {
        Files.deleteIfExists(to);
        Program.run("cp", "--reflink=never", "--sparse=always", from.toString(), to.toString());
        Program.sync(to);
    }

    /// As qemu-img commits; the top stays as it is.
    static void commit(Path base, Path top) throws IOException {
        Program.run(
                "qemu-img",
                "commit",
                "-q",
                "-d",
                "-f",
                "qcow2",
                "-b",
                base.toString(),
                top.toString());
    }
}
