package dev.varve.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.varve.image.Tool;
import dev.varve.image.qcow2.WholeImage.CompressedCluster;
import dev.varve.image.qcow2.meta.CompressionType;
import dev.varve.image.qcow2.meta.FormatException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Compressed clusters as a guest might write them. A failure names its seed; set `varve.seed` to
/// have it again.
@Tag("slow")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DecompressorFuzzTest {
    private static final int CLUSTER = 16_384;

    private final long seed = Long.getLong("varve.seed", 1);
    private final Random random = new Random(seed);

    @TempDir Path dir;

    private Path compressed(CompressionType type) throws Exception {
        var raw = Files.write(dir.resolve("raw"), Content.of(3 << 20, random));
        var path = dir.resolve("image");
        Tool.qemuImg(
                "convert",
                "-q",
                "-c",
                "-f",
                "raw",
                "-O",
                "qcow2",
                "-o",
                "cluster_size="
                        + CLUSTER
                        + ",compression_type="
                        + type.name().toLowerCase(Locale.ROOT),
                raw.toString(),
                path.toString());
        return path;
    }

    @ParameterizedTest
    @EnumSource
    void aClusterOrOneKindOfExceptionComesOut(CompressionType type) throws Exception {
        var image = WholeImage.of(compressed(type));
        var clusters = List.copyOf(image.compressed().values());
        int decompressed = 0;
        try (var decompressor = Decompressor.of(type, CLUSTER)) {
            long before = allocated();
            for (int round = 0; round < 10_000; round++) {
                var cluster = clusters.get(random.nextInt(clusters.size()));
                var stored = new byte[cluster.bytes()];
                image.stored(cluster).get(stored, 0, image.stored(cluster).remaining());
                decompressed += decompressed(decompressor, mutant(stored), round) ? 1 : 0;
            }
            assertThat(allocated() - before).isLessThan(10_000L * 8 * CLUSTER);
        }
        assertThat(decompressed).as("seed %d: mutants still whole", seed).isGreaterThan(100);
    }

    private boolean decompressed(Decompressor decompressor, byte[] stored, int round) {
        var target = ByteBuffer.allocate(2 * CLUSTER);
        try {
            decompressor.decompress(ByteBuffer.wrap(stored), target);
            assertThat(target.position()).isEqualTo(CLUSTER);
            return true;
        } catch (FormatException e) {
            assertThat(e.kind()).isEqualTo(FormatException.Kind.CORRUPT);
            assertThat(target.position()).isZero();
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed + ", round " + round, e);
        } finally {
            assertThat(
                            Arrays.mismatch(
                                    target.array(),
                                    CLUSTER,
                                    2 * CLUSTER,
                                    new byte[CLUSTER],
                                    0,
                                    CLUSTER))
                    .as("seed %d, round %d: bytes behind the cluster", seed, round)
                    .isEqualTo(-1);
        }
    }

    private byte[] mutant(byte[] stored) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            mutate(stored, 0, random.nextBoolean() ? stored.length : Math.min(32, stored.length));
        }
        return random.nextInt(5) == 0
                ? Arrays.copyOf(stored, random.nextInt(2 * CLUSTER + 1))
                : stored;
    }

    private void mutate(byte[] bytes, int start, int end) {
        int at = random.nextInt(start, end);
        if (random.nextBoolean()) {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
        } else {
            bytes[at] = (byte) random.nextInt();
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    /// qemu-img reads a cluster that it refuses as zeros here. Only deflate can be compared: the
    /// versions of zstd differ in what they make of damage, and QEMU's is the host's.
    @Test
    void qemuSeesTheSame() throws Exception {
        var path = compressed(CompressionType.ZLIB);
        var bytes = Files.readAllBytes(path);
        for (var cluster : WholeImage.of(bytes).compressed().values()) {
            int start = (int) cluster.offset();
            int end = Math.min(bytes.length, start + cluster.bytes());
            mutate(bytes, start, random.nextBoolean() ? end : Math.min(end, start + 32));
        }
        Files.write(path, bytes);
        var salvaged = dir.resolve("salvaged");
        Tool.qemuImg(
                "convert",
                "-q",
                "--salvage",
                "-f",
                "qcow2",
                "-O",
                "raw",
                path.toString(),
                salvaged.toString());
        compare(WholeImage.of(bytes), Files.readAllBytes(salvaged));
    }

    private void compare(WholeImage image, byte[] theirs) throws FormatException {
        int refused = 0;
        var type = image.header().compression();
        try (var decompressor = Decompressor.of(type, CLUSTER)) {
            for (var entry : image.compressed().entrySet()) {
                var ours = decompress(image, entry.getValue(), decompressor);
                int at = Math.toIntExact(entry.getKey() * CLUSTER);
                var bytes = ours.orElse(new byte[CLUSTER]);
                assertThat(Arrays.mismatch(bytes, 0, CLUSTER, theirs, at, at + CLUSTER))
                        .as("seed %d: first byte that differs in cluster %d", seed, entry.getKey())
                        .isEqualTo(-1);
                refused += ours.isEmpty() ? 1 : 0;
            }
        }
        assertThat(refused).isBetween(1, image.compressed().size() - 1);
    }

    private static Optional<byte[]> decompress(
            WholeImage image, CompressedCluster cluster, Decompressor decompressor) {
        try {
            var target = ByteBuffer.allocate(CLUSTER);
            decompressor.decompress(image.stored(cluster), target);
            return Optional.of(target.array());
        } catch (FormatException e) {
            return Optional.empty();
        }
    }
}
