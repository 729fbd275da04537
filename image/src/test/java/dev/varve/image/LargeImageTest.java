package dev.varve.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Merges of images of 2 TiB, all of whose clusters are mapped, in a process of 64 MiB that has a minute
/// of processor time.
@Tag("slow")
class LargeImageTest {
    private static final int CLUSTERS = 1 << 25;

    @TempDir Path directory;

    private Path base = Path.of("");
    private Path top = Path.of("");

    /// The overlay has data all over the disk, and 64 GiB of zeros.
    @BeforeEach
    void make() throws IOException {
        base = directory.resolve("base");
        top = directory.resolve("top");
        new HugeImage(base).full(CLUSTERS);
        Overlay.create(OverlaySpec.of(top, base, ImageFormat.QCOW2, "t"));
        var line =
                new ArrayList<>(List.of("qemu-io", "-t", "unsafe", "-f", "qcow2", top.toString()));
        for (int i = 0; i < 500; i++) {
            line.addAll(List.of("-c", "write -q -P 5 " + 4L * i + "G 64k"));
        }
        for (int i = 0; i < 32; i++) {
            line.addAll(List.of("-c", "write -q -z " + (2L * i * 1024 + 1) + "M 1G"));
        }
        Tool.must(line.toArray(String[]::new));
    }

    private void run(String... arguments) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Tool.must(
                Stream.concat(
                                Stream.of(
                                        "prlimit",
                                        "--cpu=60",
                                        java,
                                        "-Xmx64m",
                                        "-XX:+UseSerialGC",
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Child.class.getName()),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }

    /// The other process.
    static final class Child {
        private Child() {}

        static void main(String[] arguments) throws IOException {
            var top = Path.of(arguments[0]);
            if (arguments.length > 1) {
                var base = Path.of(arguments[1]);
                Commit.run(top, ImageFormat.QCOW2, base, CopyProgress.ignored());
            } else {
                Extents.read(top, ImageFormat.QCOW2, _ -> {});
                Check.of(top);
            }
        }
    }

    private static void assertContents(Path image) {
        Tool.qemuIo(
                image,
                "read -q -P 5 0 64k",
                "read -q -P 0 64k 64k",
                "read -q -P 5 1996G 64k",
                "read -q -P 0 2M 16M");
    }

    @Test
    void aCommit() {
        run(top.toString(), base.toString());
        assertContents(base);
        Tool.qemuImg("check", "-q", base.toString());
    }

    @Test
    void reading() {
        run(top.toString());
        assertContents(top);
    }
}
