package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.failure.ImageException;
import dev.varve.image.qcow2.meta.FormatException;
import dev.varve.image.qcow2.meta.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Headers as a guest might write them. A failure names its seed; set `varve.seed` to have it again.
@Tag("slow")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HeaderFuzzTest {
    private static final long[] EXTREMES = {
        0,
        1,
        7,
        8,
        9,
        21,
        22,
        63,
        64,
        511,
        512,
        1023,
        1024,
        4096,
        65535,
        65536,
        65537,
        1 << 21,
        1L << 31,
        (1L << 31) - 1,
        (1L << 32) - 1,
        1L << 32,
        1L << 55,
        1L << 56,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -8,
        -512
    };

    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-fA-F]{4}|.)");

    private final long seed = Long.getLong("varve.seed", 1);
    private final Random random = new Random(seed);
    private final List<byte[]> images = new ArrayList<>();

    @TempDir Path dir;

    @BeforeEach
    void makeImages() throws IOException {
        for (var options :
                List.of(
                        "compat=0.10,backing_file=/nowhere/base,backing_fmt=qcow2",
                        "cluster_size=512,backing_file=base,backing_fmt=raw",
                        "extended_l2=on,backing_file=/nowhere/b,backing_fmt=qcow2",
                        "compression_type=zstd",
                        "data_file=" + dir + "/data")) {
            var path = dir.resolve("seed");
            var size = "100M";
            Tool.qemuImg("create", "-q", "-u", "-f", "qcow2", "-o", options, path.toString(), size);
            images.add(Files.readAllBytes(path));
        }
    }

    private byte[] mutant(int length) {
        var image = images.get(random.nextInt(images.size()));
        var bytes = Arrays.copyOf(image, Math.min(length, image.length));
        var buffer = ByteBuffer.wrap(bytes);
        for (int i = random.nextInt(4); i >= 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> buffer.put(random.nextInt(512), (byte) random.nextInt());
                case 1 -> buffer.putInt(4 * random.nextInt(28), (int) extreme());
                case 2 -> buffer.putLong(8 * random.nextInt(60), extreme());
                default -> bytes[random.nextInt(256)] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, random.nextInt(1200)) : bytes;
    }

    private long extreme() {
        long value = EXTREMES[random.nextInt(EXTREMES.length)];
        return random.nextInt(4) == 0 ? value << 16 : value;
    }

    /// What a guest writes at the beginning of its raw disk keeps nobody from the disk.
    @Test
    void aRawDiskIsReadWhateverItBeginsWith() throws IOException {
        var path = dir.resolve("raw");
        for (int round = 0; round < 3_000; round++) {
            var bytes = mutant(64 << 10);
            Files.write(path, bytes);
            try {
                var reading = new ImageHeaders().read();
                assertThat(reading.read(path, ImageFormat.RAW).virtualSize())
                        .isEqualTo(bytes.length);
                assertThat(reading.chain(path, ImageFormat.RAW).isComplete()).isTrue();
                assertThat(reading.isEmptyOverlay(path)).isIn(true, false);
            } catch (IOException | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    @Test
    void onlyOneKindOfExceptionComesOut() {
        int parsed = 0;
        for (int round = 0; round < 200_000; round++) {
            try {
                var header = Header.parse(ByteBuffer.wrap(mutant(4096)));
                assertThat(header.clusterBits()).isBetween(9, 21);
                parsed++;
            } catch (FormatException e) {
                assertThat(e.getMessage()).isNotEmpty();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
        assertThat(parsed).as("seed %d: mutants that still parse", seed).isGreaterThan(1000);
    }

    @Test
    void filesAreReadWithinBounds() throws IOException {
        var path = dir.resolve("mutant");
        for (int round = 0; round < 1500; round++) {
            Files.write(path, mutant(Integer.MAX_VALUE));
            try {
                Image.isEmptyOverlay(path);
                Image.allocatedData(path, ImageFormat.QCOW2);
                BackingChain.open(path, ImageFormat.QCOW2);
            } catch (ImageException e) {
                assertThat(e.file()).isEqualTo(path);
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    /// Where both can read it, both must see the same backing image.
    @Test
    void qemuSeesTheSameBackingImage() throws IOException {
        var path = dir.resolve("mutant");
        int compared = 0;
        for (int round = 0; round < 100; round++) {
            var mutant = mutant(Integer.MAX_VALUE);
            var ours = parse(mutant);
            if (ours.isEmpty()) {
                continue;
            }
            Files.write(path, mutant);
            var info =
                    Tool.run("qemu-img", "info", "-f", "qcow2", "--output=json", path.toString());
            if (info.status() == 0) {
                compared++;
                assertThat(unescaped(Tool.field(info.output(), "backing-filename")))
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(ours.get().backingName());
            }
        }
        assertThat(compared).isPositive();
    }

    private static Optional<Header> parse(byte[] bytes) {
        try {
            return Optional.of(Header.parse(ByteBuffer.wrap(bytes)));
        } catch (FormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> unescaped(Optional<String> json) {
        return json.map(text -> ESCAPE.matcher(text).replaceAll(HeaderFuzzTest::character));
    }

    private static String character(MatchResult escape) {
        var word = escape.group(1);
        return Matcher.quoteReplacement(
                switch (word.charAt(0)) {
                    case 'u' -> String.valueOf((char) Integer.parseInt(word.substring(1), 16));
                    case 'n' -> "\n";
                    case 't' -> "\t";
                    case 'r' -> "\r";
                    case 'b' -> "\b";
                    case 'f' -> "\f";
                    default -> word;
                });
    }
}
