package dev.varve.image.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.image.OpenImage;
import dev.varve.image.Tool;
import dev.varve.image.failure.ImageInUseException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// QEMU and we keep each other out.
class ImageLocksTest {
    @TempDir Path dir;
    private Path image = Path.of("");

    @BeforeEach
    void make() {
        image = dir.resolve("image");
        Tool.qemuImg("create", "-q", "-f", "qcow2", image.toString(), "1M");
    }

    private int qemuIo(String... more) {
        var line = new ArrayList<>(List.of("qemu-io", "-f", "qcow2"));
        line.addAll(List.of(more));
        line.addAll(List.of("-c", "length", image.toString()));
        return Tool.run(line.toArray(String[]::new)).status();
    }

    @Test
    void qemuOpensNothingThatWeWrite() throws IOException {
        try (var _ = ImageLocks.toWrite(image)) {
            assertThat(qemuIo()).isNotZero();
            assertThat(qemuIo("-r")).isNotZero();
            assertThat(Tool.run("qemu-img", "info", image.toString()).output()).contains("lock");
        }
        assertThat(qemuIo()).isZero();
    }

    @Test
    void qemuOnlyReadsWhatWeRead() throws IOException {
        try (var _ = ImageLocks.toRead(image);
                var _ = ImageLocks.toRead(image)) {
            assertThat(qemuIo()).isNotZero();
            assertThat(qemuIo("-r")).isZero();
        }
    }

    @Test
    void weOpenNothingThatQemuWrites() throws IOException {
        try (var _ = new OpenImage(image)) {
            assertThat(ImageLocks.isOpenForWriting(image)).isTrue();
            assertThatThrownBy(() -> ImageLocks.toWrite(image).close())
                    .isInstanceOf(ImageInUseException.class)
                    .hasMessageStartingWith(image + " is in use");
            assertThatThrownBy(() -> ImageLocks.toRead(image).close())
                    .isInstanceOf(ImageInUseException.class);
        }
        ImageLocks.toWrite(image).close();
    }

    /// A base image that a guest's overlay is on.
    @Test
    void weOnlyReadWhatQemuReads() throws IOException {
        var overlay = dir.resolve("overlay");
        Tool.qemuImg(
                "create",
                "-q",
                "-f",
                "qcow2",
                "-F",
                "qcow2",
                "-b",
                image.toString(),
                overlay.toString());
        try (var _ = new OpenImage(overlay)) {
            ImageLocks.toRead(image).close();
            assertThat(ImageLocks.isOpenForWriting(image)).isFalse();
            assertThatThrownBy(() -> ImageLocks.toWrite(image).close())
                    .isInstanceOf(ImageInUseException.class);
        }
    }

    @Test
    void weKeepOurselvesOut() throws IOException {
        try (var _ = ImageLocks.toWrite(image)) {
            assertThatThrownBy(() -> ImageLocks.toWrite(image).close())
                    .isInstanceOf(ImageInUseException.class);
            assertThatThrownBy(() -> ImageLocks.toRead(image).close())
                    .isInstanceOf(ImageInUseException.class);
        }
    }

    /// A program that another thread starts has our descriptors for a moment.
    @Test
    void whatIsClosedIsFreeThoughProgramsStart() throws Exception {
        var starter =
                CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 200; i++) {
                        Tool.run("true");
                    }
                });
        while (!starter.isDone()) {
            ImageLocks.toWrite(image).close();
        }
        starter.get();
    }
}
