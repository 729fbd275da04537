package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.RandomChain.Made;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which ranges differ, against what `qemu-img map` says of both images and what is read through them.
@Tag("slow")
class DifferencesTest {
    private static final int SECTOR = RandomTree.SECTOR;

    @TempDir Path directory;

    private record Range(long start, long bytes) {}

    @Test
    void areWhereDataHasAnotherPlace() throws IOException {
        overTrees((tree, one, other) ->
                assertThat(found(one, other, false)).isEqualTo(moved(tree, one, other)));
    }

    @Test
    void verifiedAreWhereOtherBytesAreRead() throws IOException {
        overTrees((tree, one, other) ->
                assertThat(found(one, other, true)).isEqualTo(read(one, other)));
    }

    private interface Comparison {
        void of(RandomTree tree, Made one, Made other) throws IOException;
    }

    private void overTrees(Comparison comparison) throws IOException {
        long first = Long.getLong("varve.seed", 1);
        int trees = Integer.getInteger("varve.chains", 15);
        int compared = 0;
        for (long seed = first; seed < first + trees; seed++) {
            var random = new Random(seed);
            var place = Files.createDirectory(directory.resolve("tree" + seed));
            var tree = new RandomTree(place, random, true);
            if (!tree.isSpoilt()) {
                var one = tree.layers().get(random.nextInt(tree.layers().size()));
                try {
                    comparison.of(tree, one, tree.layers().getLast());
                } catch (IOException | AssertionError e) {
                    throw new AssertionError("-Dvarve.seed=" + seed + "\n" + one + tree, e);
                }
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(trees / 2);
    }

    private static List<Range> found(Made one, Made other, boolean verified) throws IOException {
        var ranges = new ArrayList<Range>();
        var first = new Seen(one.path(), one.format());
        var second = new Seen(other.path(), other.format());
        Differences.Reader reader = (start, bytes) -> ranges.add(new Range(start, bytes));
        if (verified) {
            Differences.readVerified(first, second, reader);
        } else {
            Differences.read(first, second, reader);
        }
        return ranges;
    }

    private static List<Range> moved(RandomTree tree, Made one, Made other) {
        var first = tree.homes(one);
        var second = tree.homes(other);
        return ranges(
                one,
                other,
                at -> {
                    var home = Optional.ofNullable(first.get(at));
                    return !home.equals(Optional.ofNullable(second.get(at)));
                });
    }

    private List<Range> read(Made one, Made other) throws IOException {
        var first = Files.readAllBytes(RandomChain.contents(one, directory.resolve("one.raw")));
        var second = Files.readAllBytes(RandomChain.contents(other, directory.resolve("two.raw")));
        return ranges(
                one,
                other,
                at -> {
                    int from = Math.toIntExact(at);
                    int to = from + SECTOR;
                    return !Arrays.equals(first, from, to, second, from, to);
                });
    }

    private interface Sectors {
        boolean differ(long at);
    }

    /// What only one of them has differs in any case.
    private static List<Range> ranges(Made one, Made other, Sectors sectors) {
        long both = Math.min(one.size(), other.size());
        long end = Math.max(one.size(), other.size());
        var ranges = new ArrayList<Range>();
        for (long at = 0; at < end; at += SECTOR) {
            if (at >= both || sectors.differ(at)) {
                boolean goesOn = !ranges.isEmpty() && end(ranges.getLast()) == at;
                var before = goesOn ? ranges.removeLast() : new Range(at, 0);
                ranges.add(new Range(before.start(), before.bytes() + SECTOR));
            }
        }
        return ranges;
    }

    private static long end(Range range) {
        return range.start() + range.bytes();
    }

    @Test
    void anInternalSnapshotIsComparedByItsOwnTables() throws IOException {
        var image = directory.resolve("image");
        Tool.qemuImg("create", "-q", "-f", "qcow2", image.toString(), "8M");
        Tool.qemuIo(image, "write -P 1 0 1M");
        Tool.qemuImg("snapshot", "-c", "i1", image.toString());
        Tool.qemuIo(image, "write -P 2 128k 64k", "write -P 2 4M 64k");

        var ranges = new ArrayList<Range>();
        Differences.read(
                new Seen(image, ImageFormat.QCOW2, Optional.of("1")),
                new Seen(image, ImageFormat.QCOW2),
                (start, bytes) -> ranges.add(new Range(start, bytes)));

        assertThat(ranges)
                .containsExactly(new Range(128 << 10, 64 << 10), new Range(4 << 20, 64 << 10));
    }
}
