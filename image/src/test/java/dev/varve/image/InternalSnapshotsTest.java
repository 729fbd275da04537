package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.image.failure.UnsupportedImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InternalSnapshotsTest {
    @TempDir Path dir;
    private Path image;

    @BeforeEach
    void create() throws IOException {
        image = dir.resolve("a, image.qcow2");
        Tool.qemuImg("create", "-q", "-f", "qcow2", image.toString(), "16M");
    }

    private static void write(Path to, int pattern) throws IOException {
        Tool.qemuIo(to, "write -P " + pattern + " 1M 1M");
    }

    private static void assertReads(Path from, int pattern) throws IOException {
        Tool.qemuIo(from, "read -P " + pattern + " 1M 1M");
    }

    @Test
    void takesAndGoesBack() throws IOException {
        write(image, 1);
        InternalSnapshots.take(image, "one");
        assertThat(InternalSnapshots.find(image, "one").orElseThrow().unchanged()).isTrue();
        write(image, 2);
        var one = InternalSnapshots.find(image, "one").orElseThrow();
        assertThat(one.unchanged()).isFalse();
        InternalSnapshots.apply(image, one);
        assertReads(image, 1);
        assertThat(InternalSnapshots.find(image, "one").orElseThrow().unchanged()).isTrue();
    }

    /// `qemu-img snapshot -a 2` would go to the second one, whatever its name is.
    @Test
    void aNameIsNotTakenForAnId() throws IOException {
        write(image, 1);
        InternalSnapshots.take(image, "2");
        write(image, 2);
        InternalSnapshots.take(image, "1");
        InternalSnapshots.apply(image, InternalSnapshots.find(image, "2").orElseThrow());
        assertReads(image, 1);
        InternalSnapshots.remove(image, "2");
        assertThat(InternalSnapshots.of(image))
                .extracting(InternalSnapshots.Entry::name)
                .containsExactly("1");
        InternalSnapshots.apply(image, InternalSnapshots.find(image, "1").orElseThrow());
        assertReads(image, 2);
    }

    @Test
    void aDiskThatGrewIsNoLongerAtItsSnapshot() throws IOException {
        InternalSnapshots.take(image, "one");
        Tool.qemuImg("resize", "-q", image.toString(), "32M");
        assertThat(InternalSnapshots.find(image, "one").orElseThrow().unchanged()).isFalse();
    }

    @Test
    void aCopyHoldsTheSnapshotAlone() throws IOException {
        var base = dir.resolve("base");
        Tool.qemuImg("create", "-q", "-f", "qcow2", base.toString(), "16M");
        Tool.qemuIo(base, "write -P 9 4M 1M");
        image = dir.resolve("overlay");
        Tool.qemuImg("create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", "base", image.toString());
        write(image, 1);
        InternalSnapshots.take(image, "one");
        write(image, 2);
        InternalSnapshots.take(image, "two");
        write(image, 3);
        var copy = dir.resolve("copy");
        InternalSnapshots.copy(image, "one", copy, dir.resolve("partial"), CopyProgress.ignored());
        assertReads(copy, 1);
        Tool.qemuIo(copy, "read -P 9 4M 1M");
        assertReads(image, 3);
        assertThat(InternalSnapshots.of(copy))
                .extracting(InternalSnapshots.Entry::name)
                .containsExactly("one");
        assertThat(InternalSnapshots.of(copy).getFirst().unchanged()).isTrue();
        assertThat(InternalSnapshots.of(image)).hasSize(2);
        assertThat(Check.of(copy).findings()).isEmpty();
        assertThat(dir.resolve("partial")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8M", "16M", "32M"})
    void whatIsExtractedHasTheSizeOfItsTime(String since) throws IOException {
        var base = dir.resolve("base");
        Tool.qemuImg("create", "-q", "-f", "qcow2", base.toString(), "16M");
        Tool.qemuIo(base, "write -P 9 4M 1M");
        image = dir.resolve("overlay");
        Tool.qemuImg("create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", "base", image.toString());
        write(image, 1);
        Tool.qemuIo(image, "write -P 7 15M 1M");
        InternalSnapshots.take(image, "one");
        write(image, 2);
        InternalSnapshots.take(image, "two");
        Tool.qemuImg("resize", "-q", "--shrink", "-f", "qcow2", image.toString(), since);
        write(image, 3);
        assertThat(InternalSnapshots.of(image)).allMatch(held -> held.virtualSize() == 16 << 20);

        var elsewhere = Files.createDirectory(dir.resolve("elsewhere"));
        var made = elsewhere.resolve("made");
        var partial = elsewhere.resolve("partial");
        InternalSnapshots.extract(image, "one", made, partial, CopyProgress.ignored());
        var info = Image.read(made, ImageFormat.QCOW2);
        assertThat(info.virtualSize()).isEqualTo(16 << 20);
        assertThat(info.backing()).isEmpty();
        assertThat(InternalSnapshots.of(made)).isEmpty();
        assertReads(made, 1);
        Tool.qemuIo(made, "read -P 9 4M 1M");
        Tool.qemuIo(made, "read -P 7 15M 1M");
        assertThat(Check.of(made).findings()).isEmpty();
        assertReads(image, 3);
        assertThat(InternalSnapshots.of(image)).hasSize(2);
        assertThat(partial).doesNotExist();
    }

    @Test
    void aSnapshotThatIsNotThereIsNotCopied() {
        var copy = dir.resolve("copy");
        assertThatThrownBy(() ->
                        InternalSnapshots.copy(
                                image, "one", copy, dir.resolve("p"), CopyProgress.ignored()))
                .isInstanceOf(UnsupportedImageException.class)
                .hasMessageContaining("internal snapshot one");
        assertThat(copy).doesNotExist();
    }

    @Test
    void removingWhatIsGoneChangesNothing() throws IOException {
        var before = Files.readAllBytes(image);
        InternalSnapshots.remove(image, "one");
        assertThat(Files.readAllBytes(image)).isEqualTo(before);
    }
}
