package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.RandomChain.Made;
import dev.varve.image.io.ChannelFile;
import dev.varve.image.posix.NativeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commits and pulls over random chains of QEMU's making: what is read afterwards is what was read
/// before, by qemu-img, and qemu-img finds nothing wrong.
///
/// `-Dvarve.chains=N` makes N chains, `-Dvarve.seed=S` begins with another one; a failure names its
/// seed.
@Tag("slow")
class RandomChainTest {
    private static final int DEPTH_MAX = 12;

    @TempDir Path directory;

    @Test
    void readsAsBefore() throws IOException {
        int chains = Integer.getInteger("varve.chains", 24);
        long first = Long.getLong("varve.seed", 1);
        int moved = 0;
        for (long seed = first; seed < first + chains; seed++) {
            var place = Files.createDirectory(directory.resolve("chain" + seed));
            var random = new Random(seed);
            var chain = new RandomChain(place, random, 2 + depth(random));
            try {
                if (!chain.isSpoilt()) {
                    move(chain, place, random);
                    moved++;
                }
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("-Dvarve.seed=" + seed + "\n" + chain, e);
            }
            delete(place);
        }
        assertThat(moved).as("chains that QEMU made well").isGreaterThan(chains / 2);
    }

    /// Short chains more often than long ones.
    private static int depth(Random random) {
        return random.nextInt(1 + random.nextInt(DEPTH_MAX - 1));
    }

    private static void move(RandomChain chain, Path place, Random random) throws IOException {
        var layers = chain.layers();
        int above = 1 + random.nextInt(layers.size() - 1);
        int below = random.nextInt(above);
        var top = layers.get(above);
        var base = layers.get(below);
        var before = RandomChain.contents(top, place.resolve("before.raw"));
        var engine = new Engine(random.nextInt(3) == 0 ? ChannelFile::open : NativeFile::open);
        if (random.nextBoolean()) {
            commit(engine, top, base, before);
            useOn(base, random);
        } else {
            var onto = random.nextInt(3) == 0 ? Optional.<Made>empty() : Optional.of(base);
            pull(engine, top, onto, before);
            useOn(top, random);
        }
    }

    /// QEMU finds its way in what was written.
    private static void useOn(Made image, Random random) {
        if (image.format() == ImageFormat.QCOW2) {
            long at = (long) (random.nextDouble() * image.size()) / 512 * 512;
            long bytes = Math.min(200 << 10, image.size() - at);
            Tool.qemuIo(image.path(), "write -P 77 " + at + " " + bytes, "discard 0 " + at);
            assertSound(image);
        }
    }

    private static void commit(Engine engine, Made top, Made base, Path before) throws IOException {
        var file = Tool.digest(top.path());
        new Commit(engine).commit(top.path(), top.format(), base.path(), CopyProgress.ignored());
        assertSame(base, before, "commit of " + top.path() + " into " + base.path());
        assertSame(top, before, "the top after its commit");
        assertThat(Tool.digest(top.path())).as("the top's file").isEqualTo(file);
        assertSound(base);
    }

    private static void pull(Engine engine, Made top, Optional<Made> base, Path before)
            throws IOException {
        var pull = new Pull(engine);
        if (base.isPresent()) {
            var below = base.get();
            pull.pull(top.path(), below.path().toString(), below.format(), CopyProgress.ignored());
        } else {
            pull.pullAll(top.path(), CopyProgress.ignored());
        }
        assertSame(top, before, "pull into " + top.path() + " onto " + base);
        assertSound(top);
    }

    /// A base that was larger than the top stays as large.
    private static void assertSame(Made image, Path before, String what) throws IOException {
        var after = RandomChain.contents(image, before.resolveSibling("after.raw"));
        long size = Files.size(before);
        assertThat(Files.size(after)).as(what).isGreaterThanOrEqualTo(size);
        if (Files.size(after) > size) {
            Tool.must("truncate", "-s", Long.toString(size), after.toString());
        }
        assertThat(Files.mismatch(before, after))
                .as("%s: the first byte that differs", what)
                .isEqualTo(-1);
    }

    private static void assertSound(Made image) {
        if (image.format() == ImageFormat.QCOW2) {
            var check = Tool.run("qemu-img", "check", "-f", "qcow2", image.path().toString());
            assertThat(check.status()).as(check.output()).isZero();
        }
    }

    private static void delete(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(place);
    }
}
