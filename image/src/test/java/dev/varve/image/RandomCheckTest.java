package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.check.CheckResult;
import dev.varve.image.failure.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Checks random images of QEMU's making, sound ones and damaged ones, beside `qemu-img check`.
///
/// `-Dvarve.images=N` makes N images, `-Dvarve.seed=S` begins with another one; a failure names its
/// seed.
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class RandomCheckTest {
    private static final int DAMAGES = 4;

    @TempDir Path directory;

    private int sound;
    private int damaged;
    private int sameNumbers;

    @Test
    void agreesWithQemuImg() throws IOException {
        int images = Integer.getInteger("varve.images", 24);
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
        System.err.println(sound + " " + damaged + " " + sameNumbers);
        assertThat(sameNumbers).as("same numbers of %d", damaged).isGreaterThan(damaged * 9 / 10);
    }

    private void compare(Path image, Random random) throws IOException {
        addSnapshotsAndBitmaps(image, random);
        assertSame(image, "undamaged");
        sound++;
        var copy = image.resolveSibling("damaged");
        for (int i = 0; i < DAMAGES; i++) {
            Files.copy(image, copy, StandardCopyOption.REPLACE_EXISTING);
            var story = new Damage(copy, random).story();
            assertLike(copy, story);
            damaged++;
        }
    }

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

    private static void assertSame(Path image, String story) throws IOException {
        var theirs = QemuCheck.of(image);
        var ours = Check.of(image);
        assertThat(QemuCheck.numbers(ours)).as(story + theirs.output()).isEqualTo(theirs.numbers());
        assertThat(ours.verdict().exitStatus()).isEqualTo(theirs.status());
    }

    private void assertLike(Path image, List<String> story) throws IOException {
        var theirs = QemuCheck.of(image);
        var ours = check(image);
        if (ours.isEmpty()) {
            assertThat(theirs.status()).as("%s: %s", story, theirs.output()).isNotZero();
            return;
        }
        assertThat(ours.get().verdict().exitStatus())
                .as(
                        "%s: %s\n%s\n%s",
                        story, ours.get(), theirs.output(), QemuCheck.numbers(ours.get()))
                .isEqualTo(theirs.status());
        if (!theirs.counted() || QemuCheck.numbers(ours.get()).equals(theirs.numbers())) {
            sameNumbers++;
        } else
            System.err.println(
                    story
                            + "\n"
                            + theirs.numbers()
                            + "\n"
                            + QemuCheck.numbers(ours.get())
                            + "\n"
                            + theirs.output().lines().limit(20).toList());
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
