package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Persistent bitmaps of images that are merged.
class BitmapTest {
    @TempDir Path dir;

    private Path image(String name) {
        var path = dir.resolve(name);
        Tool.qemuImg("create", "-q", "-f", "qcow2", path.toString(), "8M");
        Tool.qemuIo(path, "write -P 1 0 1M");
        Tool.qemuImg("bitmap", "--add", path.toString(), "b0");
        Tool.qemuImg("bitmap", "--add", path.toString(), "b1");
        return path;
    }

    @Test
    void thoseOfTheBaseAreMarked() throws IOException {
        var base = image("base");
        var top = dir.resolve("top");
        Overlay.create(OverlaySpec.of(top, base, ImageFormat.QCOW2, "t"));
        Tool.qemuIo(top, "write -P 2 512k 1M");
        var stale = Commit.run(top, ImageFormat.QCOW2, base, CopyProgress.ignored());
        assertThat(stale).containsExactly("b0", "b1");
        Tool.qemuImg("check", "-q", base.toString());
        var info = Tool.qemuImg("info", base.toString());
        assertThat(info).contains("in-use").contains("b0").contains("b1");
        Tool.qemuImg("bitmap", "--remove", base.toString(), "b0");
        Tool.qemuImg("check", "-q", base.toString());
        assertThat(Commit.run(top, ImageFormat.QCOW2, base, CopyProgress.ignored())).isEmpty();
    }

    @Test
    void thoseOfAPullsTopStay() throws IOException {
        var base = image("base");
        var top = dir.resolve("top");
        Overlay.create(OverlaySpec.of(top, base, ImageFormat.QCOW2, "t"));
        Tool.qemuImg("bitmap", "--add", top.toString(), "mine");
        Pull.ontoNothing(top, CopyProgress.ignored());
        assertThat(Tool.qemuImg("info", top.toString())).contains("mine").doesNotContain("in-use");
        Tool.qemuImg("check", "-q", top.toString());
    }
}
