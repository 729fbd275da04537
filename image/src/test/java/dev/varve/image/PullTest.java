package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `a <-- b <-- c`, and `other` beside it.
class PullTest {
    @TempDir Path dir;
    private Path a = Path.of("");
    private Path b = Path.of("");
    private Path c = Path.of("");
    private Path other = Path.of("");
    private String shown = "";

    @BeforeEach
    void makeChain() throws IOException {
        a = image("a,1");
        Tool.qemuIo(a, "write -P 1 0 8M");
        b = dir.resolve("b:2");
        Overlay.create(OverlaySpec.of(b, a, ImageFormat.QCOW2, "t"));
        Tool.qemuIo(b, "write -P 2 4M 2M", "write -z 1M 1M");
        c = dir.resolve("-c");
        Overlay.create(OverlaySpec.of(c, b, ImageFormat.QCOW2, "t"));
        Tool.qemuIo(c, "write -P 3 5M 2M");
        other = image("other");
        Tool.qemuIo(other, "write -P 9 0 7M");
        shown = Tool.contents(c, "qcow2");
    }

    private Path image(String name) {
        var path = dir.resolve(name);
        Tool.qemuImg("create", "-q", "-f", "qcow2", path.toString(), "8M");
        return path;
    }

    private Backing backing(Path image) throws IOException {
        return Image.read(image, ImageFormat.QCOW2).backing().orElseThrow();
    }

    @Test
    void ontoALowerLayerKeepsTheContents() throws IOException {
        var untouched = Tool.digest(b);
        var percents = new ArrayList<Double>();
        Pull.onto(c, "./a,1", ImageFormat.QCOW2, percents::add);
        assertThat(backing(c).name()).isEqualTo("./a,1");
        assertThat(backing(c).format()).contains(ImageFormat.QCOW2);
        assertThat(Tool.contents(c, "qcow2")).isEqualTo(shown);
        assertThat(Tool.digest(b)).isEqualTo(untouched);
        assertThat(percents).isNotEmpty();
        Tool.qemuImg("check", "-q", c.toString());
    }

    @Test
    void anythingElseIsRefused() {
        assertThatThrownBy(() ->
                        Pull.onto(c, other.toString(), ImageFormat.QCOW2, CopyProgress.ignored()))
                .isInstanceOf(UnsupportedImageException.class)
                .hasMessageContaining(other.toString());
    }

    @Test
    void anotherFormatThanTheHeadersStateIsRefused() {
        assertThatThrownBy(
                        () -> Pull.onto(c, a.toString(), ImageFormat.RAW, CopyProgress.ignored()))
                .isInstanceOf(UnsupportedImageException.class);
    }

    @Test
    void ontoNothingKeepsTheContents() throws IOException {
        Pull.ontoNothing(c, CopyProgress.ignored());
        assertThat(Image.read(c, ImageFormat.QCOW2).backing()).isEmpty();
        assertThat(Tool.contents(c, "qcow2")).isEqualTo(shown);
    }

    @Test
    void aLoopOrAProtocolIsRefused() throws IOException {
        assertThatThrownBy(
                        () -> Pull.onto(b, c.toString(), ImageFormat.QCOW2, CopyProgress.ignored()))
                .isInstanceOf(UnsupportedImageException.class);
        assertThatThrownBy(() -> Pull.onto(c, "nbd:h:1", ImageFormat.RAW, CopyProgress.ignored()))
                .isInstanceOf(UnsupportedImageException.class);
        assertThat(Tool.contents(c, "qcow2")).isEqualTo(shown);
    }

    @Test
    void theHeaderAloneChanges() throws IOException {
        Commit.run(b, ImageFormat.QCOW2, a, CopyProgress.ignored());
        ChangeBacking.to(c, a.toString(), ImageFormat.QCOW2);
        assertThat(Tool.contents(c, "qcow2")).isEqualTo(shown);
        ChangeBacking.to(c, "gone", ImageFormat.RAW);
        assertThat(backing(c).name()).isEqualTo("gone");
        ChangeBacking.toNothing(c);
        assertThat(Image.read(c, ImageFormat.QCOW2).backing()).isEmpty();
        assertThatThrownBy(() -> ChangeBacking.to(c, "json:{}", ImageFormat.RAW))
                .isInstanceOf(UnsupportedImageException.class);
    }

    @Test
    void anImageInUseIsNamed() throws IOException {
        try (var _ = new OpenImage(c)) {
            assertThatThrownBy(() -> ChangeBacking.to(c, "x", ImageFormat.RAW))
                    .isInstanceOfSatisfying(
                            ImageInUseException.class, e -> assertThat(e.file()).isEqualTo(c));
        }
    }

    @Test
    void aChainIsMeasuredAsOneImage() throws IOException {
        var measure = Measure.of(c, ImageFormat.QCOW2, ImageFormat.QCOW2);
        assertThat(measure.requiredBytes()).isBetween(7L << 20, 9L << 20);
        assertThat(measure.fullyAllocatedBytes()).isBetween(8L << 20, 9L << 20);
        var raw = Measure.of(c, ImageFormat.QCOW2, ImageFormat.RAW);
        assertThat(raw.fullyAllocatedBytes()).isEqualTo(8 << 20);
    }
}
