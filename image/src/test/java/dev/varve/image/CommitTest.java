package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `base <-- mid <-- top`, as in the guest sees what top shows.
class CommitTest {
    @TempDir Path dir;

    private Path layer(String name, Path base, ImageFormat baseFormat) throws IOException {
        var path = dir.resolve(name);
        Overlay.create(OverlaySpec.of(path, base, baseFormat, "t"));
        return path;
    }

    private Path rawBase(int size) throws IOException {
        var bytes = new byte[size];
        Arrays.fill(bytes, (byte) 5);
        return Files.write(dir.resolve("base,:1"), bytes);
    }

    private Path qcow2Base() {
        var base = dir.resolve("base.qcow2");
        Tool.qemuImg("create", "-q", "-f", "qcow2", base.toString(), "32M");
        Tool.qemuIo(base, "write -P 5 0 32M");
        return base;
    }

    @ParameterizedTest
    @ValueSource(strings = {"qcow2", "raw"})
    void theBaseReadsAsTheTopDid(String format) throws IOException {
        var baseFormat = ImageFormat.of(format);
        var base = baseFormat == ImageFormat.RAW ? rawBase(32 << 20) : qcow2Base();
        var mid = layer("mid", base, baseFormat);
        Tool.qemuIo(mid, "write -P 1 1M 4M", "write -z 20M 1M");
        var top = layer("-top", mid, ImageFormat.QCOW2);
        Tool.qemuIo(top, "write -P 2 3M 4M", "discard 9M 1M");
        var shown = Tool.contents(top, "qcow2");
        var file = Tool.digest(top);
        var percents = new ArrayList<Double>();
        Commit.run(top, ImageFormat.QCOW2, base, percents::add);
        assertThat(Tool.contents(base, format)).isEqualTo(shown);
        assertThat(Tool.contents(top, "qcow2")).isEqualTo(shown);
        assertThat(Tool.digest(top)).as("the top is not emptied").isEqualTo(file);
        assertThat(percents).contains(100.0).isSortedAccordingTo(Comparator.naturalOrder());
        assertThat(percents).doesNotHaveDuplicates();
    }

    @Test
    void theMiddleMayBeTheBase() throws IOException {
        var base = qcow2Base();
        var mid = layer("mid", base, ImageFormat.QCOW2);
        var top = layer("top", mid, ImageFormat.QCOW2);
        Tool.qemuIo(top, "write -P 2 3M 4M");
        var shown = Tool.contents(top, "qcow2");
        var untouched = Tool.digest(base);
        Commit.run(top, ImageFormat.QCOW2, mid, CopyProgress.ignored());
        assertThat(Tool.contents(mid, "qcow2")).isEqualTo(shown);
        assertThat(Tool.digest(base)).isEqualTo(untouched);
    }

    /// The base is found by whatever way the headers and the caller name it.
    @ParameterizedTest
    @ValueSource(strings = {"./sub/base", "sub/base", "link/base", "sub/../link/base", "sub/link"})
    void theBaseMayBeNamedInAnyWay(String backingName) throws IOException {
        var base = Files.createDirectory(dir.resolve("sub")).resolve("base");
        Files.write(base, new byte[1 << 20]);
        Files.createSymbolicLink(dir.resolve("link"), Path.of("sub"));
        Files.createSymbolicLink(dir.resolve("sub/link"), Path.of("base"));
        var top = dir.resolve("top");
        Overlay.create(new OverlaySpec(top, base, ImageFormat.RAW, backingName, "t"));
        Tool.qemuIo(top, "write -P 2 0 1M");
        Commit.run(dir.resolve("sub/../top"), ImageFormat.QCOW2, base, CopyProgress.ignored());
        assertThat(Tool.contents(base, "raw")).isEqualTo(Tool.contents(top, "qcow2"));
        assertThat(Files.readAllBytes(base)).containsOnly(2);
    }

    @Test
    void aSmallerBaseGrows() throws IOException {
        var base = rawBase(1 << 20);
        var top = layer("top", base, ImageFormat.RAW);
        Tool.qemuImg("resize", "-q", "-f", "qcow2", top.toString(), "4M");
        Tool.qemuIo(top, "write -P 2 3M 1M");
        var shown = Tool.contents(top, "qcow2");
        Commit.run(top, ImageFormat.QCOW2, base, CopyProgress.ignored());
        assertThat(Files.size(base)).isEqualTo(4 << 20);
        assertThat(Tool.contents(base, "raw")).isEqualTo(shown);
    }

    @Test
    void anInterruptedCommitCanBeRunAgain() throws IOException {
        var base = qcow2Base();
        var top = layer("top", base, ImageFormat.QCOW2);
        Tool.qemuIo(top, "write -P 2 0 32M");
        var shown = Tool.contents(top, "qcow2");
        assertThatThrownBy(() ->
                        Commit.run(
                                top,
                                ImageFormat.QCOW2,
                                base,
                                _ -> Thread.currentThread().interrupt()))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Tool.contents(top, "qcow2")).isEqualTo(shown);
        Commit.run(top, ImageFormat.QCOW2, base, CopyProgress.ignored());
        assertThat(Tool.contents(base, "qcow2")).isEqualTo(shown);
        Tool.qemuImg("check", "-q", base.toString());
    }

    @Test
    void anImageInUseIsNamed() throws IOException {
        var base = qcow2Base();
        var top = layer("top", base, ImageFormat.QCOW2);
        try (var _ = new OpenImage(top)) {
            assertThatThrownBy(
                            () -> Commit.run(top, ImageFormat.QCOW2, base, CopyProgress.ignored()))
                    .isInstanceOfSatisfying(
                            ImageInUseException.class, e -> assertThat(e.file()).isEqualTo(top))
                    .hasMessageStartingWith(top + " is in use: ");
        }
        Files.delete(top);
        var other = layer("other", base, ImageFormat.QCOW2);
        try (var _ = new OpenImage(base)) {
            assertThatThrownBy(() ->
                            Commit.run(other, ImageFormat.QCOW2, base, CopyProgress.ignored()))
                    .isInstanceOfSatisfying(
                            ImageInUseException.class, e -> assertThat(e.file()).isEqualTo(base));
        }
    }

    @Test
    void aChainThatCannotBeTrustedIsRefused() throws IOException {
        var base = qcow2Base();
        var top = layer("top", base, ImageFormat.QCOW2);
        assertThatThrownBy(() -> Commit.run(top, ImageFormat.QCOW2, top, CopyProgress.ignored()))
                .isInstanceOf(UnsupportedImageException.class);
        assertThatThrownBy(() -> Commit.run(top, ImageFormat.QCOW2, dir, CopyProgress.ignored()))
                .isInstanceOf(UnsupportedImageException.class);
        ChangeBacking.to(base, "gone", ImageFormat.RAW);
        assertThatThrownBy(() -> Commit.run(top, ImageFormat.QCOW2, base, CopyProgress.ignored()))
                .isInstanceOf(UnsupportedImageException.class)
                .hasMessageContaining("gone missing");
    }
}
