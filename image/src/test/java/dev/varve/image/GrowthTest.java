package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said to be needed is what the file grows by, but for tables.
class GrowthTest {
    private static final long TABLES = 1 << 20;

    @TempDir Path directory;

    private Path file(String name) {
        return directory.resolve(name);
    }

    private static void qemu(String program, List<String> arguments) throws IOException {
        var line = new ArrayList<>(List.of(program));
        line.addAll(arguments);
        var process = new ProcessBuilder(line).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(said).isZero();
    }

    private Path base(String format) throws IOException {
        var base = file("base");
        qemu("qemu-img", List.of("create", "-q", "-f", format, base.toString(), "64M"));
        write(format, base, "0", "8M");
        return base;
    }

    private static void write(String format, Path image, String at, String bytes)
            throws IOException {
        qemu(
                "qemu-io",
                List.of("-f", format, "-c", "write -q -P 5 " + at + " " + bytes, image.toString()));
    }

    private Path overlay(String format) throws IOException {
        var top = Files.createDirectory(file("above")).resolve("top");
        qemu(
                "qemu-img",
                List.of(
                        "create",
                        "-q",
                        "-f",
                        "qcow2",
                        "-b",
                        file("base").toString(),
                        "-F",
                        format,
                        top.toString()));
        return top;
    }

    private void assertGrows(String format) throws IOException {
        var base = base(format);
        var top = overlay(format);
        write("qcow2", top, "4M", "8M");
        long needed = Growth.ofCommit(top, base, "test");
        assertThat(needed).isEqualTo(4 << 20);
        long before = Image.allocatedBytes(base);
        var _ = Commit.run(top, ImageFormat.QCOW2, base, CopyProgress.ignored());
        assertThat(Image.allocatedBytes(base) - before).isBetween(needed, needed + TABLES);
    }

    @Test
    void aQcow2BaseGrowsByWhatItHasNoPlaceFor() throws IOException {
        assertGrows("qcow2");
    }

    @Test
    void aRawBaseGrowsByItsHoles() throws IOException {
        assertGrows("raw");
    }

    @Test
    void aFullBaseNeedsNothing() throws IOException {
        var base = base("qcow2");
        var top = overlay("qcow2");
        write("qcow2", top, "1M", "2M");
        assertThat(Growth.ofCommit(top, base, "test")).isZero();
    }

    @Test
    void aPullTakesWhatTheTopLacks() throws IOException {
        var base = base("qcow2");
        var top = overlay("qcow2");
        write("qcow2", top, "4M", "8M");
        assertThat(Growth.ofWholePull(top)).isEqualTo(4 << 20);
        assertThat(Growth.ofPull(top, base)).isZero();
    }
}
