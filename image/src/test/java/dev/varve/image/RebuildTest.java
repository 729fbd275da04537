package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.image.RecordedFile.Change;
import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.NativeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A base whose writer was killed while it kept refcounts in memory: `base <-- top`.
class RebuildTest {
    private static final long COPIED = 1L << 63;
    private static final long INCOMPATIBLE = 72;

    @TempDir Path directory;

    private Path base() {
        return directory.resolve("base");
    }

    private Path top() {
        return directory.resolve("top");
    }

    private void make(String options) throws IOException {
        var lazy = options + ",lazy_refcounts=on";
        Tool.qemuImg("create", "-q", "-f", "qcow2", "-o", lazy, base().toString(), "16M");
        Tool.qemuIo(base(), "write -P 1 0 100k", "write -c -P 3 2M 128k");
        Tool.qemuImg("snapshot", "-c", "kept", base().toString());
        var killed =
                Tool.run(
                        "qemu-io",
                        "-f",
                        "qcow2",
                        base().toString(),
                        "-c",
                        "write -P 4 0 1M",
                        "-c",
                        "write -z 4M 1M",
                        "-c",
                        "flush",
                        "-c",
                        "sigraise 9");
        assertThat(killed.status()).as(killed.output()).isNotZero();
        loseRefcounts();
        Tool.qemuImg(
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                "lazy_refcounts=on",
                "-b",
                base().toString(),
                "-F",
                "qcow2",
                top().toString());
        Tool.qemuIo(top(), "write -P 5 8M 1M", "write -P 6 64k 64k");
        assertThat(dirty(base())).isTrue();
        assertThat(check(base()).status()).as("wrong refcounts").isEqualTo(2);
    }

    /// QEMU keeps as many in memory as it has room for: of small blocks it writes some.
    private void loseRefcounts() throws IOException {
        var patched = new Patched(base());
        long block = patched.word(patched.header().refcountTableOffset());
        int kept = 64; // Among them that of the header.
        patched.write(block + kept, ByteBuffer.allocate(patched.header().clusterSize() - kept));
    }

    private static boolean dirty(Path image) throws IOException {
        return Image.read(image, ImageFormat.QCOW2).dirty();
    }

    private static Tool.Result check(Path image) {
        return Tool.run("qemu-img", "check", "-f", "qcow2", image.toString());
    }

    private String kept() throws IOException {
        var raw = directory.resolve("kept.raw");
        Tool.qemuImg("convert", "-l", "kept", "-O", "raw", base().toString(), raw.toString());
        return Tool.digest(raw);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster_size=512",
                "cluster_size=64k",
                "cluster_size=16k,extended_l2=on",
                "cluster_size=4k,refcount_bits=64",
                "cluster_size=512,refcount_bits=8"
            })
    void aCommitRebuildsThemFirst(String options) throws IOException {
        make(options);
        var shown = Tool.contents(top(), "qcow2");
        var kept = kept();

        Commit.run(top(), ImageFormat.QCOW2, base(), CopyProgress.ignored());

        assertThat(check(base()).status()).as(check(base()).output()).isZero();
        assertThat(dirty(base())).isFalse();
        assertThat(Tool.contents(base(), "qcow2")).isEqualTo(shown);
        assertThat(kept()).isEqualTo(kept);
    }

    @Test
    void aPullRebuildsThemFirst() throws IOException {
        make("cluster_size=64k");
        var killed =
                Tool.run(
                        "qemu-io",
                        "-f",
                        "qcow2",
                        top().toString(),
                        "-c",
                        "write -P 7 12M 1M",
                        "-c",
                        "sigraise 9");
        assertThat(killed.status()).as(killed.output()).isNotZero();
        assertThat(dirty(top())).isTrue();
        var shown = Tool.contents(top(), "qcow2");

        Pull.ontoNothing(top(), CopyProgress.ignored());

        assertThat(check(top()).status()).as(check(top()).output()).isZero();
        assertThat(dirty(top())).isFalse();
        assertThat(Tool.contents(top(), "qcow2")).isEqualTo(shown);
    }

    /// What a crash can leave of a snapshot that was being made or removed.
    @Test
    void entriesSayAfterwardsWhetherARefcountIsOne() throws IOException {
        make("cluster_size=64k");
        var patched = new Patched(base());
        patched.putWord(patched.l2(0), patched.word(patched.l2(0)) & ~COPIED);
        patched.putWord(patched.l2(8), patched.word(patched.l2(8)) ^ COPIED);
        patched.putWord(patched.l1(), patched.word(patched.l1()) ^ COPIED);

        new Rebuild(Engine.ofHost()).of(base());

        assertThat(check(base()).status()).as(check(base()).output()).isZero();
    }

    /// The power is cut behind each write, and each since the last sync is lost, kept or torn.
    @ParameterizedTest
    @ValueSource(strings = {"cluster_size=4k", "cluster_size=512,refcount_bits=64"})
    void aRebuildIsCut(String options) throws IOException {
        make(options);
        var shown = Tool.contents(base(), "qcow2");
        var before = Files.readAllBytes(base());
        var changes = new ArrayList<Change>();
        new Rebuild(recording(changes)).of(base());
        assertThat(check(base()).status()).as(check(base()).output()).isZero();
        assertThat(changes).filteredOn(Change.Sync.class::isInstance).hasSize(4);
        long seed = Long.getLong("varve.seed", 1);
        int stride = Boolean.getBoolean("varve.nightly") ? 1 : 1 + changes.size() / 16;
        for (int count = 1; count <= changes.size(); count += stride) {
            var random = new Random(seed + count);
            Files.write(base(), RecordedFile.cut(before.clone(), changes, count, random));
            var what = "-Dvarve.seed=%d: cut behind change %d".formatted(seed, count);
            assertThat(Tool.contents(base(), "qcow2")).as(what).isEqualTo(shown);
            assertThat(dirty(base()) || check(base()).status() == 0).as(what).isTrue();
            new Rebuild(Engine.ofHost()).of(base());
            assertThat(check(base()).status()).as(what).isZero();
            assertThat(Tool.contents(base(), "qcow2")).as(what).isEqualTo(shown);
        }
    }

    private static Engine recording(List<Change> changes) {
        return new Engine((path, access) -> {
            var file = NativeFile.open(path, access);
            return access == ImageFile.Access.READ ? file : new RecordedFile(file, changes);
        });
    }

    /// Counting anew would make the damage look right.
    @Test
    void whatElseIsWrongIsNotRebuilt() throws IOException {
        make("cluster_size=64k");
        var patched = new Patched(base());
        patched.putWord(patched.l2(3), patched.word(patched.l2(3)) | 0x4000);
        var before = Tool.digest(base());

        assertThatThrownBy(
                        () -> Commit.run(top(), ImageFormat.QCOW2, base(), CopyProgress.ignored()))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining("nothing to be wrong but refcounts");
        assertThat(Tool.digest(base())).isEqualTo(before);
    }

    @Test
    void anImageThatIsMarkedIsNeverWrittenTo() throws IOException {
        make("cluster_size=64k");
        new Rebuild(Engine.ofHost()).of(base());
        new Patched(base()).putWord(INCOMPATIBLE, 2);
        var before = Tool.digest(base());

        assertThatThrownBy(
                        () -> Commit.run(top(), ImageFormat.QCOW2, base(), CopyProgress.ignored()))
                .isInstanceOf(UnsupportedImageException.class)
                .hasMessageContaining("it is marked as corrupt");
        assertThat(Tool.digest(base())).isEqualTo(before);
    }
}
