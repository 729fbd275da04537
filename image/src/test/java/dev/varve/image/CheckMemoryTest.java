package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.check.CheckResult.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checks in a process of 64 MiB, of large images and of those that want to keep it busy. What it may
/// take is processor time: how long that is depends on who else is there.
@Tag("slow")
class CheckMemoryTest {
    private static final int SECONDS = 60;

    @TempDir Path directory;

    private Path image = Path.of("");

    @BeforeEach
    void nameImage() {
        image = directory.resolve("image");
    }

    @AfterEach
    void deleteImage() throws IOException {
        Files.deleteIfExists(image);
    }

    private String check() {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Tool.must(
                "prlimit",
                "--cpu=" + SECONDS,
                java,
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                image.toString());
    }

    /// The other process.
    static final class Child {
        private Child() {}

        static void main(String[] arguments) throws IOException {
            var result = Check.of(Path.of(arguments[0]));
            System.out.println(result.verdict() + " " + QemuCheck.numbers(result));
        }
    }

    @Test
    void twoTebibytes() throws IOException {
        new HugeImage(image).full(1 << 25);

        assertThat(check())
                .startsWith(Verdict.SOUND + " corruptions 0 leaks 0 errors 0")
                .contains("allocated 33554432 total 33554432 fragmented 0 compressed 0")
                .endsWith("end 2199359062016\n");
    }

    /// 256 GiB of tables, of which there is one.
    @Test
    void oneL2TableForAll() throws IOException {
        new HugeImage(image).hostileL1(i -> 1L << 32, 1L << 40);

        assertThat(check()).startsWith(Verdict.CORRUPT.toString());
    }

    /// Tables at every 512 bytes, where there is data: no two are the same.
    @Test
    void overlappingL2Tables() throws IOException {
        new HugeImage(image).hostileL1(i -> i * 512 % (32 << 20), 1L << 40);

        assertThat(check()).startsWith(Verdict.CORRUPT.toString());
    }

    /// Tables all over the largest file, which has 2^31 clusters: many passes.
    @Test
    void scatteredL2Tables() throws IOException {
        long length = ((1L << 31) - 1) << 9;
        Tool.qemuImg(
                "create", "-q", "-f", "qcow2", "-o", "cluster_size=512", image.toString(), "128G");
        var patched = new Patched(image);
        var entries = ByteBuffer.allocate(8 << 17);
        for (int i = 0; i < 1 << 17; i++) {
            entries.putLong(8 * i, (i + 1L) << 23);
        }
        patched.write(patched.header().l1Offset(), entries);
        patched.setLength(length);

        assertThat(check()).startsWith(Verdict.CORRUPT.toString());
    }

    @Test
    void oneL1TableForAllSnapshots() throws IOException {
        new HugeImage(image).hostileSnapshots(false);

        assertThat(check()).startsWith(Verdict.CORRUPT.toString());
    }

    @Test
    void oneL1TableOfHolesForAllSnapshots() throws IOException {
        new HugeImage(image).hostileSnapshots(true);

        assertThat(check()).startsWith(Verdict.CORRUPT.toString());
    }
}
