package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.check.CheckResult;
import dev.varve.image.check.CheckResult.Verdict;
import dev.varve.image.failure.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Checks random images of QEMU's making, sound ones and damaged ones, beside `qemu-img check`.
///
/// `-Dvarve.images=N` makes N images, `-Dvarve.seed=S` begins with another one; a failure names its
/// seed.
///
/// The verdict is the same, but where QEMU gives up, there is only one of two bad ones. The numbers may differ where QEMU can't read a refcount of an L2
/// table (it skips that table's entries), and where a region of a cluster behind the end meets others.
@Tag("slow")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class RandomCheckTest {
    private static final int DAMAGES = 4;
    private static final int MUTANTS = 100;

    @TempDir Path directory;

    private int sound;
    private int compared;
    private int sameNumbers;

    @Test
    void agreesWithQemuImg() throws IOException {
        int images = Integer.getInteger("varve.images", 8);
        long first = Long.getLong("varve.seed", 1);
        for (long seed = first; seed < first + images; seed++) {
            var random = new Random(seed);
            var place = Files.createDirectory(directory.resolve("image" + seed));
            var chain = new RandomChain(place, random, 1 + random.nextInt(2));
            if (chain.top().format() == ImageFormat.QCOW2 && !chain.isSpoilt()) {
                try {
                    compare(chain.top().path(), random);
                } catch (IOException | RuntimeException | AssertionError e) {
                    throw new AssertionError("-Dvarve.seed=" + seed + "\n" + chain, e);
                }
            }
        }
        assertThat(sound).as("images").isGreaterThan(images / 2);
        assertThat(sameNumbers)
                .as("those of %d with the same numbers", compared)
                .isGreaterThan(compared * 9 / 10);
    }

    private void compare(Path image, Random random) throws IOException {
        addSnapshotsAndBitmaps(image, random);
        assertSame(image);
        sound++;
        var copy = image.resolveSibling("damaged");
        for (int i = 0; i < DAMAGES; i++) {
            Files.copy(image, copy, StandardCopyOption.REPLACE_EXISTING);
            var story = new Damage(copy, random, false).story();
            assertSameVerdict(copy, story);
        }
        for (int i = 0; i < MUTANTS; i++) {
            Files.copy(image, copy, StandardCopyOption.REPLACE_EXISTING);
            var _ = new Damage(copy, random, true);
            var result = check(copy);
            result.ifPresent(r -> assertThat(r.findings()).hasSizeLessThanOrEqualTo(1000));
        }
    }

    /// Not every image takes them.
    private static void addSnapshotsAndBitmaps(Path image, Random random) {
        for (int i = random.nextInt(3); i > 0; i--) {
            if (random.nextBoolean()) {
                Tool.run("qemu-img", "snapshot", "-c", "s" + i, image.toString());
                Tool.run("qemu-io", "-f", "qcow2", image.toString(), "-c", "write 0 100k");
            } else {
                Tool.run("qemu-img", "bitmap", "--add", image.toString(), "b" + i);
                Tool.run("qemu-io", "-f", "qcow2", image.toString(), "-c", "write 0 512");
            }
        }
    }

    private static void assertSame(Path image) throws IOException {
        var theirs = QemuCheck.of(image);
        var ours = Check.of(image);
        assertThat(QemuCheck.numbers(ours)).as(theirs.output()).isEqualTo(theirs.numbers());
        assertThat(ours.verdict().exitStatus()).isEqualTo(theirs.status());
    }

    private void assertSameVerdict(Path image, List<String> story) throws IOException {
        var theirs = QemuCheck.of(image);
        var ours = check(image);
        if (ours.isEmpty()) {
            assertThat(theirs.status()).as("%s: %s", story, theirs.output()).isNotZero();
            return;
        }
        if (!theirs.counted()) {
            assertThat(ours.get().verdict())
                    .as("%s: %s\n%s", story, ours.get(), theirs.output())
                    .isIn(Verdict.UNCHECKED, Verdict.CORRUPT);
            return;
        }
        assertThat(ours.get().verdict().exitStatus())
                .as("%s: %s\n%s", story, ours.get(), theirs.output())
                .isEqualTo(theirs.status());
        compared++;
        if (QemuCheck.numbers(ours.get()).equals(theirs.numbers())) {
            sameNumbers++;
        }
    }

    private static Optional<CheckResult> check(Path image) throws IOException {
        try {
            return Optional.of(Check.of(image));
        } catch (ImageException e) {
            assertThat(e.file()).isEqualTo(image);
            return Optional.empty();
        }
    }
}
