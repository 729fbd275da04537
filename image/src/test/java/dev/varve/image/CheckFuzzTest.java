package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.check.CheckResult;
import dev.varve.image.check.CheckResult.Verdict;
import dev.varve.image.failure.ImageException;
import dev.varve.image.qcow2.meta.Bitmaps;
import dev.varve.image.qcow2.meta.FormatException;
import dev.varve.image.qcow2.meta.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Flips bits and puts words into the header and each kind of table of small images: what qemu-img refuses to open,
/// or calls corrupt, is never sound here.
///
/// `-Dvarve.mutants=N` makes N of them, `-Dvarve.seed=S` others; a failure names its seed.
@Tag("slow")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class CheckFuzzTest {
    private static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;

    private static final long[] WORDS = {
        0,
        1,
        2,
        7,
        8,
        9,
        0x200,
        0xffff,
        0x10000,
        1 << 20,
        1L << 31,
        (1L << 32) - 1,
        1L << 32,
        1L << 40,
        1L << 55,
        1L << 56,
        1L << 62,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        -512,
        -1
    };

    private final long seed = Long.getLong("varve.seed", 1);
    private final Random random = new Random(seed);

    @TempDir Path directory;

    @Test
    void whatQemuImgFindsBadIsNeverSound() throws IOException {
        var images = new ArrayList<Path>();
        for (var options :
                List.of(
                        "cluster_size=512",
                        "cluster_size=64k",
                        "cluster_size=16k,extended_l2=on",
                        "cluster_size=4k,refcount_bits=64,lazy_refcounts=on",
                        "cluster_size=4k,compat=0.10")) {
            images.add(make("all" + images.size(), options, true));
            images.add(make("few" + images.size(), options, false));
        }
        int bad = 0;
        var copy = directory.resolve("copy");
        for (int i = 0; i < Integer.getInteger("varve.mutants", 300); i++) {
            var bytes = Files.readAllBytes(images.get(random.nextInt(images.size())));
            var story = mutate(ByteBuffer.wrap(bytes));
            Files.write(copy, bytes);
            bad += compare(copy, "seed " + seed + ", mutant " + i + ": " + story);
        }
        assertThat(bad).as("seed %d: mutants that are bad", seed).isPositive();
    }

    private Path make(String name, String options, boolean more) {
        var image = directory.resolve(name);
        Tool.qemuImg("create", "-q", "-f", "qcow2", "-o", options, image.toString(), "2M");
        Tool.qemuIo(image, "write 0 100k", "write -c 512k 64k", "write -z 1M 64k");
        for (int i = 0; more && i < 3; i++) {
            Tool.qemuImg("snapshot", "-c", "s" + i, image.toString());
            if (!options.contains("compat")) {
                Tool.qemuImg("bitmap", "--add", image.toString(), "bm" + i);
            }
            Tool.qemuIo(image, "write 0 12k");
        }
        return image;
    }

    /// {@return 1 if qemu-img finds it bad}
    private int compare(Path image, String story) throws IOException {
        var theirs = QemuCheck.of(image);
        var ours = check(image).map(CheckResult::verdict);
        boolean bad = !theirs.counted() || theirs.status() == Verdict.CORRUPT.exitStatus();
        if (bad) {
            assertThat(ours.orElse(Verdict.CORRUPT))
                    .as("%s\n%s", story, theirs.output())
                    .isEqualTo(Verdict.CORRUPT);
        } else if (ours.isPresent()) {
            assertThat(ours.get().exitStatus())
                    .as("%s\n%s", story, theirs.output())
                    .isEqualTo(theirs.status());
        }
        return bad ? 1 : 0;
    }

    private static Optional<CheckResult> check(Path image) throws IOException {
        try {
            return Optional.of(Check.of(image));
        } catch (ImageException e) {
            assertThat(e.file()).isEqualTo(image);
            return Optional.empty();
        }
    }

    private String mutate(ByteBuffer bytes) {
        int at = place(bytes, header(bytes));
        long before = bytes.getLong(at);
        switch (random.nextInt(4)) {
            case 0 -> bytes.putLong(at, WORDS[random.nextInt(WORDS.length)]);
            case 1 -> bytes.putInt(at, (int) WORDS[random.nextInt(WORDS.length)]);
            default -> bytes.putLong(at, before ^ 1L << random.nextInt(Long.SIZE));
        }
        return String.format("%x: %016x was %016x", at, bytes.getLong(at), before);
    }

    private static Header header(ByteBuffer bytes) {
        try {
            return Header.parse(bytes.duplicate().limit(Math.min(bytes.limit(), Header.BYTES_MAX)));
        } catch (FormatException e) {
            throw new AssertionError(e);
        }
    }

    /// {@return where a word of the header or of some table is}
    private int place(ByteBuffer bytes, Header header) {
        long l1 = header.l1Offset() + 8L * random.nextInt(header.l1Entries());
        long refcounts = header.refcountTableOffset();
        long snapshots = header.snapshots() == 0 ? l1 : header.snapshotsOffset();
        long bitmaps =
                header.extensions().bitmapDirectory().map(Bitmaps::directoryOffset).orElse(l1);
        return (int)
                switch (random.nextInt(10)) {
                    case 0, 1, 2 -> 8L * random.nextInt(header.version() == 2 ? 14 : 60);
                    case 3 -> l1;
                    case 4 -> target(bytes, l1) + 8L * random.nextInt(60);
                    case 5 -> refcounts + 8L * random.nextInt(8);
                    case 6 -> target(bytes, refcounts) + 8L * random.nextInt(60);
                    case 7 -> snapshots + (snapshots == l1 ? 0 : 8L * random.nextInt(24));
                    case 8 -> bitmaps + (bitmaps == l1 ? 0 : 8L * random.nextInt(12));
                    default -> target(bytes, random.nextBoolean() ? bitmaps : snapshots);
                };
    }

    /// {@return where the entry leads to; to itself if nowhere}
    private static long target(ByteBuffer bytes, long entry) {
        long target = bytes.getLong((int) entry) & OFFSET_MASK;
        return target == 0 || target + 512 > bytes.limit() ? entry : target;
    }
}
