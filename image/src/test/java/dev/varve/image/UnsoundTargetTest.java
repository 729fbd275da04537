package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.transfer.Transfer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commits into bases that aren't as they should be: `base <-- top`.
class UnsoundTargetTest {
    private static final int AUTOCLEAR = 88;

    @TempDir Path dir;
    private Path base = Path.of("");
    private Path top = Path.of("");

    @BeforeEach
    void make() throws IOException {
        base = dir.resolve("base");
        top = dir.resolve("top");
        Tool.qemuImg("create", "-q", "-f", "qcow2", base.toString(), "8M");
        Tool.qemuIo(base, "write -P 1 0 1M");
        Overlay.create(OverlaySpec.of(top, base, ImageFormat.QCOW2, "t"));
        Tool.qemuIo(top, "write -P 2 512k 1M");
    }

    private void assertRefused(String found) throws IOException {
        var before = Tool.digest(base);
        assertThatThrownBy(() -> Commit.run(top, ImageFormat.QCOW2, base, CopyProgress.ignored()))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining(found);
        assertThat(Tool.digest(base)).as("the base's file").isEqualTo(before);
    }

    /// New clusters would be taken where data is that nobody has counted.
    @Test
    void dataWithoutARefcountIsNotWrittenOver() throws IOException {
        var patched = new Patched(base);
        var header = patched.header();
        long table = patched.word(header.refcountTableOffset());
        long last = patched.length() / header.clusterSize() - 1;
        for (long cluster = last; cluster > last - 4; cluster--) {
            patched.putShort(table + 2 * cluster, 0);
        }
        assertRefused("a refcount for each cluster in use");
    }

    @Test
    void anL2TableWithoutARefcountIsNotWrittenOver() throws IOException {
        var patched = new Patched(base);
        var header = patched.header();
        long table = patched.word(header.refcountTableOffset());
        long l2 = patched.word(header.l1Offset()) & 0x00ff_ffff_ffff_fe00L;
        for (long c = l2 / header.clusterSize(); c < patched.length() / header.clusterSize(); c++) {
            patched.putShort(table + 2 * c, 0);
        }
        assertRefused("a refcount for each cluster in use");
    }

    @Test
    void dataIsNotWrittenOverATable() throws IOException {
        var patched = new Patched(base);
        long l2 = patched.word(patched.header().l1Offset()) & 0x00ff_ffff_ffff_fe00L;
        patched.putWord(l2 + 8 * 8, patched.header().l1Offset() | 1L << 63);
        assertRefused("data apart from the tables");
    }

    /// The specification: a writer clears the autoclear features that it doesn't know.
    @Test
    void unknownAutoclearFeaturesAreCleared() throws IOException {
        Tool.qemuImg("bitmap", "--add", base.toString(), "b0");
        var patched = new Patched(base);
        patched.putWord(AUTOCLEAR, patched.word(AUTOCLEAR) | 1L << 40);
        Commit.run(top, ImageFormat.QCOW2, base, CopyProgress.ignored());
        assertThat(patched.word(AUTOCLEAR)).isEqualTo(1);
        Tool.qemuImg("check", "-q", base.toString());
    }

    /// What is decided before the locks are there is looked at again with them.
    @Test
    void aChainThatChangedAfterItWasReadIsRefused() throws IOException {
        var layers = OfflineChain.open(top, ImageFormat.QCOW2).layers();
        Tool.qemuImg("snapshot", "-c", "kept", top.toString());
        var move = new Engine.Move(layers, new Transfer.Run(0, 1, 1), 8 << 20, true);
        var before = Tool.digest(base);
        assertThatThrownBy(() -> Engine.ofHost().run(move, CopyProgress.ignored()))
                .isInstanceOf(ImageInUseException.class)
                .hasMessageContaining("was changed by another program");
        assertThat(Tool.digest(base)).as("the base's file").isEqualTo(before);
    }

    /// Its key is not here: nothing is begun that can't be ended.
    @Test
    void anEncryptedLayerIsRefused() throws IOException {
        var locked = dir.resolve("locked");
        Tool.makeEncrypted(locked);
        Tool.qemuImg("rebase", "-q", "-u", "-b", locked.toString(), "-F", "qcow2", base.toString());
        var before = Tool.digest(base);
        assertThatThrownBy(() -> Commit.run(top, ImageFormat.QCOW2, base, CopyProgress.ignored()))
                .isInstanceOf(UnsupportedImageException.class)
                .hasMessageContaining("it is encrypted");
        assertThat(Tool.digest(base)).as("the base's file").isEqualTo(before);
    }
}
