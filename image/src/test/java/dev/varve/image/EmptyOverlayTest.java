package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.qcow2.meta.FormatException;
import dev.varve.image.qcow2.meta.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmptyOverlayTest {
    @TempDir Path dir;
    private Path base = Path.of("");

    @BeforeEach
    void makeBase() {
        base = dir.resolve("base.qcow2");
        Tool.qemuImg("create", "-q", "-f", "qcow2", base.toString(), "16M");
        Tool.qemuIo(base, "write -P 7 0 16M");
    }

    private Path overlay(String options) {
        var path = dir.resolve("overlay.qcow2");
        var all = "backing_file=" + base + ",backing_fmt=qcow2" + options;
        Tool.qemuImg("create", "-q", "-f", "qcow2", "-o", all, path.toString());
        return path;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",compat=0.10",
                ",cluster_size=512",
                ",cluster_size=2097152",
                ",extended_l2=on",
                ",lazy_refcounts=on",
            })
    void aNewOverlayIsEmpty(String options) {
        assertThat(Image.isEmptyOverlay(overlay(options))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    write -P 1 0 64k      | ,compat=1.1
                    write -P 1 16000k 1k  | ,compat=1.1
                    write -P 7 0 64k      | ,compat=1.1
                    write -P 1 0 512      | ,cluster_size=512
                    write -P 1 15M 2k     | ,extended_l2=on
                    write -z 0 64k        | ,compat=1.1
                    write -z 8M 2k        | ,extended_l2=on
                    write -z -u 8M 64k    | ,compat=1.1
                    write -z 0 64k        | ,compat=0.10
                    write -c -P 1 0 64k   | ,compat=1.1
                    discard 0 64k         | ,compat=1.1
                    discard 3M 64k        | ,extended_l2=on
                    """)
    void anOverlayWithOneClusterIsNot(String command, String options) throws IOException {
        var overlay = overlay(options);
        Tool.qemuIo(overlay, command);
        assertThat(Image.isEmptyOverlay(overlay)).isFalse();
    }

    @Test
    void aDiscardThatVersion2ForgetsLeavesItEmpty() throws IOException {
        var overlay = overlay(",compat=0.10");
        var before = Tool.contents(overlay, "qcow2");
        Tool.qemuIo(overlay, "discard 0 64k");
        boolean same = Tool.contents(overlay, "qcow2").equals(before);
        assertThat(Image.isEmptyOverlay(overlay)).isEqualTo(same);
    }

    @Test
    void whatIsNotInTheTablesCountsToo() {
        var overlay = overlay("");
        Tool.qemuImg("bitmap", "--add", overlay.toString(), "b0");
        assertThat(Image.isEmptyOverlay(overlay)).isFalse();
        Tool.qemuImg("bitmap", "--remove", overlay.toString(), "b0");
        assertThat(Image.isEmptyOverlay(overlay)).isTrue();
        Tool.qemuImg("snapshot", "-c", "s", overlay.toString());
        assertThat(Image.isEmptyOverlay(overlay)).isFalse();
    }

    @Test
    void anImageWithoutBackingOrWithADataFileIsNot() {
        var plain = dir.resolve("plain.qcow2");
        Tool.qemuImg("create", "-q", "-f", "qcow2", plain.toString(), "1M");
        assertThat(Image.isEmptyOverlay(plain)).isFalse();
        assertThat(Image.isEmptyOverlay(overlay(",data_file=" + dir.resolve("data")))).isFalse();
        assertThat(Image.isEmptyOverlay(dir.resolve("none"))).isFalse();
    }

    @Test
    void anOverlayThatIsOpenForWritingIsNot() throws IOException {
        var overlay = overlay("");
        try (var _ = new OpenImage(overlay)) {
            assertThat(Image.isOpenForWriting(overlay)).isTrue();
            assertThat(Image.isEmptyOverlay(overlay)).isFalse();
            assertThat(Image.isOpenForWriting(base)).isFalse();
        }
        assertThat(Image.isOpenForWriting(overlay)).isFalse();
        assertThat(Image.isEmptyOverlay(overlay)).isTrue();
    }

    /// Whatever bit is set in a table, the answer is no.
    @ParameterizedTest
    @ValueSource(strings = {"", ",extended_l2=on", ",cluster_size=512"})
    void anySetBitInATableIsADoubt(String options) throws IOException, FormatException {
        long seed = Long.getLong("varve.seed", 1);
        var random = new Random(seed);
        var overlay = overlay(options);
        var bytes = Files.readAllBytes(overlay);
        var header = Header.parse(ByteBuffer.wrap(bytes));
        for (int i = 0; i < 300; i++) {
            var copy = bytes.clone();
            int at = (int) header.l1Offset() + random.nextInt(8 * header.l1Entries());
            copy[at] |= (byte) (1 << random.nextInt(8));
            var changed = Files.write(dir.resolve("changed.qcow2"), copy);
            assertThat(Image.isEmptyOverlay(changed)).as("seed %d, round %d", seed, i).isFalse();
        }
    }

    /// An L2 table of zeros maps nothing; one bit in it does.
    @Test
    void anL2TableIsReadToItsEnd() throws IOException, FormatException {
        long seed = Long.getLong("varve.seed", 1);
        var random = new Random(seed);
        var overlay = overlay(",cluster_size=262144");
        var bytes = Arrays.copyOf(Files.readAllBytes(overlay), 8 << 18);
        var header = Header.parse(ByteBuffer.wrap(bytes));
        ByteBuffer.wrap(bytes).putLong((int) header.l1Offset(), 7L << 18 | 1L << 63);
        var changed = Files.write(dir.resolve("changed.qcow2"), bytes);
        assertThat(Image.isEmptyOverlay(changed)).isTrue();
        for (int i = 0; i < 100; i++) {
            var copy = bytes.clone();
            copy[(7 << 18) + random.nextInt(1 << 18)] |= (byte) (1 << random.nextInt(8));
            Files.write(changed, copy);
            assertThat(Image.isEmptyOverlay(changed)).as("seed %d, round %d", seed, i).isFalse();
        }
    }
}
