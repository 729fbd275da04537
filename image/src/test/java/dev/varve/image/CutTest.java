package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.RecordedFile.Change;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.NativeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The power is cut after every write, and each write since the last sync is lost, kept or torn at 512
/// bytes: the image is sound but for leaks, what is read through the overlay is what it was, and the
/// operation can be run again to its end.
///
/// A build makes every fourth cut, `-Dvarve.cuts=N` makes all, each with N such
/// fates, `-Dvarve.seed=S` others.
@Tag("slow")
class CutTest {
    private static final int LEAKS_ONLY = 3;
    private static final int STRIDE = 4;

    @TempDir Path directory;

    /// `bottom <-- base <-- top`, and what makes them such that much happens.
    enum Scene {
        NEW_AND_OVERWRITTEN("64k", "write -P 1 0 1M", "write -P 2 512k 1M", "write -P 3 3M 70k"),
        ZEROS("64k", "write -P 1 0 1M", "write -z 0 256k", "write -z -u 300k 100k"),
        SMALL_CLUSTERS("512", "write -P 1 0 64k", "write -P 2 32k 64k", "write -P 3 1M 90k"),
        COMPRESSED("64k", "write -c -P 1 0 256k", "write -P 2 100k 300k"),
        SNAPSHOT_IN_BASE("4k", "write -P 1 0 100k", "write -P 2 50k 100k", "write -P 3 3M 8k"),
        SUBCLUSTERS("64k", "write -P 1 0 130k", "write -P 2 3k 9k", "write -z 66k 2k"),
        LARGER_TOP("4k", "write -P 1 0 100k", "write -P 2 20M 100k", "write -P 3 90k 20k");

        private final String cluster;
        private final String below;
        private final String above;

        Scene(String cluster, String below, String... above) {
            this.cluster = cluster;
            this.below = below;
            this.above = String.join(";", above);
        }

        void make(Path bottom, Path base, Path top) {
            Tool.qemuImg("create", "-q", "-f", "qcow2", bottom.toString(), "6M");
            Tool.qemuIo(bottom, "write -P 9 0 6M");
            var options = "cluster_size=" + cluster;
            if (this == SUBCLUSTERS) {
                options += ",extended_l2=on";
            }
            overlay(bottom, base, options, "4M");
            Tool.qemuIo(base, below);
            if (this == SNAPSHOT_IN_BASE) {
                Tool.qemuImg("snapshot", "-c", "kept", base.toString());
                Tool.qemuIo(base, "write -P 4 4k 20k");
            }
            overlay(base, top, options, this == LARGER_TOP ? "24M" : "4M");
            Tool.qemuIo(top, above.split(";", -1));
        }

        private static void overlay(Path below, Path path, String options, String size) {
            Tool.qemuImg(
                    Stream.of(
                                    "create",
                                    "-q",
                                    "-f",
                                    "qcow2",
                                    "-F",
                                    "qcow2",
                                    "-b",
                                    below.toString(),
                                    "-o",
                                    options,
                                    path.toString(),
                                    size)
                            .toArray(String[]::new));
        }
    }

    private Path bottom() {
        return directory.resolve("bottom");
    }

    private Path base() {
        return directory.resolve("base");
    }

    private Path top() {
        return directory.resolve("top");
    }

    private interface Move {
        void run(Engine engine) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void aCommitIsCut(Scene scene) throws IOException {
        scene.make(bottom(), base(), top());
        cut(
                base(),
                engine ->
                        new Commit(engine)
                                .commit(top(), ImageFormat.QCOW2, base(), CopyProgress.ignored()));
        assertThat(Tool.contents(base(), "qcow2")).isEqualTo(Tool.contents(top(), "qcow2"));
    }

    @Test
    void whatAnInternalSnapshotHoldsStays() throws IOException {
        Scene.SNAPSHOT_IN_BASE.make(bottom(), base(), top());
        var kept = snapshot();
        commit().run(Engine.ofHost());
        assertThat(snapshot()).isEqualTo(kept);
        assertThat(check(base()).status()).isZero();
    }

    private String snapshot() throws IOException {
        var raw = directory.resolve("snapshot.raw");
        Tool.qemuImg("convert", "-l", "kept", "-O", "raw", base().toString(), raw.toString());
        return Tool.digest(raw);
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void aPullIsCut(Scene scene) throws IOException {
        scene.make(bottom(), base(), top());
        cut(
                top(),
                engine ->
                        new Pull(engine)
                                .pull(
                                        top(),
                                        bottom().toString(),
                                        ImageFormat.QCOW2,
                                        CopyProgress.ignored()));
        assertThat(Image.read(top(), ImageFormat.QCOW2).backing().orElseThrow().name())
                .isEqualTo(bottom().toString());
    }

    /// The test can fail: what must be synced first is written at the same time.
    @Test
    void aMissingSyncIsFound() throws IOException {
        Scene.NEW_AND_OVERWRITTEN.make(bottom(), base(), top());
        var before = Files.readAllBytes(base());
        var changes = recorded(commit());
        var unsynced = changes.stream().filter(c -> !(c instanceof Change.Sync)).toList();
        var random = new Random(1);
        boolean found = false;
        for (int i = 0; i < 40 && !found; i++) {
            Files.write(
                    base(), RecordedFile.cut(before.clone(), unsynced, unsynced.size(), random));
            found = check(base()).status() != 0 && check(base()).status() != LEAKS_ONLY;
        }
        assertThat(found).isTrue();
    }

    private Move commit() {
        return engine ->
                new Commit(engine).commit(top(), ImageFormat.QCOW2, base(), CopyProgress.ignored());
    }

    private void cut(Path written, Move move) throws IOException {
        var shown = Tool.contents(top(), "qcow2");
        var before = Files.readAllBytes(written);
        var changes = recorded(move);
        var after = Files.readAllBytes(written);
        int fates = Integer.getInteger("varve.cuts", 0);
        int stride = fates == 0 ? STRIDE : 1;
        long seed = Long.getLong("varve.seed", 1);
        for (int count = 1; count <= changes.size(); count += stride) {
            for (int fate = 0; fate < Math.max(1, fates); fate++) {
                var random = new Random(seed + 1000L * fate + count);
                Files.write(written, RecordedFile.cut(before.clone(), changes, count, random));
                var what =
                        "-Dvarve.seed=%d: cut behind change %d"
                                .formatted(seed + 1000L * fate, count);
                assertSound(written, what);
                assertThat(Tool.contents(top(), "qcow2")).as(what).isEqualTo(shown);
                move.run(Engine.ofHost());
                assertSound(written, what + ", then run again");
                assertThat(Tool.contents(top(), "qcow2")).as(what).isEqualTo(shown);
            }
        }
        Files.write(written, after);
        assertThat(Tool.contents(top(), "qcow2")).isEqualTo(shown);
        assertThat(check(written).status()).as(check(written).output()).isZero();
    }

    private static List<Change> recorded(Move move) throws IOException {
        var changes = new ArrayList<Change>();
        move.run(
                new Engine((path, access) -> {
                    var file = NativeFile.open(path, access);
                    return access == ImageFile.Access.READ ? file : new RecordedFile(file, changes);
                }));
        assertThat(changes).hasSizeGreaterThan(3);
        return changes;
    }

    private static void assertSound(Path image, String what) {
        var check = check(image);
        assertThat(check.status()).as(what + ": " + check.output()).isIn(0, LEAKS_ONLY);
    }

    private static Tool.Result check(Path image) {
        return Tool.run("qemu-img", "check", "-f", "qcow2", image.toString());
    }
}
