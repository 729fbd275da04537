package dev.varve.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import dev.varve.image.Tool;
import dev.varve.image.qcow2.WholeImage.CompressedCluster;
import dev.varve.image.qcow2.meta.CompressionType;
import dev.varve.image.qcow2.meta.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecompressorTest {
    private static final int CLUSTER = 65_536;
    private static final byte[] CONTENT = Content.of(2 * CLUSTER, new Random(1));

    private static final byte[] PATTERN = new byte[CLUSTER + 1];
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(CLUSTER).asReadOnlyBuffer();

    static {
        for (int i = 0; i < PATTERN.length; i++) {
            PATTERN[i] = (byte) (i % 7);
        }
    }

    @TempDir Path dir;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # options                                                    | bytes
                    cluster_size=512                                             | 500224
                    cluster_size=512,compression_type=zstd                       | 500224
                    cluster_size=4096,compat=0.10                                | 3000000
                    cluster_size=4096,compression_type=zstd                      | 3000000
                    cluster_size=65536                                           | 5000192
                    cluster_size=65536,compression_type=zstd                     | 5000192
                    cluster_size=65536,extended_l2=on                            | 5000192
                    cluster_size=16384,extended_l2=on,compression_type=zstd      | 3000000
                    cluster_size=2M                                              | 5000192
                    cluster_size=2M,compression_type=zstd                        | 5000192
                    """)
    void readsWhatQemuImgCompressed(String options, int bytes) throws Exception {
        var path = image(options, bytes);
        var image = WholeImage.of(path);
        var ours = Files.write(dir.resolve("ours"), image.contents());

        assertThat(image.compressed()).isNotEmpty();
        assertThat(Tool.digest(ours)).isEqualTo(Tool.contents(path, "qcow2"));
    }

    private Path image(String options, int bytes) throws IOException {
        var raw = Files.write(dir.resolve("raw"), Content.of(bytes, new Random(bytes)));
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
                options,
                raw.toString(),
                path.toString());
        return path;
    }

    @ParameterizedTest
    @EnumSource
    void whatStandsBehindTheClusterIsNotLookedAt(CompressionType type) throws Exception {
        var compressed = compress(type, CONTENT, 0, CLUSTER);
        var stored = Arrays.copyOf(compressed, compressed.length + 511);
        Arrays.fill(stored, compressed.length, stored.length, (byte) 0xa5);

        assertThat(decompress(type, stored)).isEqualTo(Arrays.copyOf(CONTENT, CLUSTER));
    }

    @ParameterizedTest
    @EnumSource
    void lessThanAClusterIsRefused(CompressionType type) throws Exception {
        var compressed = compress(type, CONTENT, 0, CLUSTER - 1);

        assertRefused(type, compressed);
        assertRefused(type, Arrays.copyOf(compressed, compressed.length / 2));
        assertRefused(type, new byte[0]);
    }

    /// QEMU cuts deflate and refuses zstd.
    @Test
    void neverMoreThanAClusterComesOut() throws Exception {
        assertThat(
                        decompress(
                                CompressionType.ZLIB,
                                compress(CompressionType.ZLIB, CONTENT, 0, CLUSTER + 1)))
                .isEqualTo(Arrays.copyOf(CONTENT, CLUSTER));
        assertRefused(
                CompressionType.ZSTD, compress(CompressionType.ZSTD, CONTENT, 0, CLUSTER + 1));
    }

    @ParameterizedTest
    @EnumSource
    void aBombIsRefusedOrCut(CompressionType type) throws Exception {
        var bomb = compress(type, new byte[8 << 20], 0, 8 << 20);
        var stored = Arrays.copyOf(bomb, Math.min(bomb.length, 2 * CLUSTER));

        if (type == CompressionType.ZLIB) {
            assertThat(decompress(type, stored)).isEqualTo(new byte[CLUSTER]);
        } else {
            assertRefused(type, stored);
        }
    }

    @Test
    void severalZstdFramesMakeACluster() throws Exception {
        var frames = new ByteArrayOutputStream();
        frames.write(compress(CompressionType.ZSTD, CONTENT, 0, 1000));
        frames.write(new byte[] {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3}); // To be skipped.
        frames.write(compress(CompressionType.ZSTD, CONTENT, 1000, 0));
        frames.write(compress(CompressionType.ZSTD, CONTENT, 1000, CLUSTER - 1000));

        assertThat(decompress(CompressionType.ZSTD, frames.toByteArray()))
                .isEqualTo(Arrays.copyOf(CONTENT, CLUSTER));
    }

    /// Frames in the place of clusters, which qemu-img reads as zeros if it refuses them.
    @Test
    void qemuTakesTheSameFrames() throws Exception {
        var frames =
                List.of(
                        frames(0, CLUSTER),
                        frames(0, 1000, CLUSTER),
                        frames(0, 1000, 1000, 1001, CLUSTER),
                        frames(0, CLUSTER - 1),
                        frames(0, CLUSTER + 1),
                        frames(0, 1000, CLUSTER + 1));
        var path = image("compression_type=zstd", 3 << 20);
        var image = WholeImage.of(path);
        var bytes = Files.readAllBytes(path);
        var guests = roomy(image).subList(0, frames.size());
        for (int i = 0; i < frames.size(); i++) {
            int at = (int) guests.get(i).getValue().offset();
            System.arraycopy(frames.get(i), 0, bytes, at, frames.get(i).length);
        }
        Files.write(path, bytes);
        var salvaged = dir.resolve("salvaged").toString();
        Tool.qemuImg("convert", "-q", "--salvage", "-O", "raw", path.toString(), salvaged);
        var theirs = ByteBuffer.wrap(Files.readAllBytes(Path.of(salvaged)));

        for (int i = 0; i < frames.size(); i++) {
            int at = (int) (guests.get(i).getKey() * CLUSTER);
            var whole = i < 3;
            assertThat(theirs.slice(at, CLUSTER))
                    .as("frames %d", i)
                    .isEqualTo(whole ? ByteBuffer.wrap(PATTERN, 0, CLUSTER) : ZEROS);
            if (whole) {
                assertThat(ByteBuffer.wrap(decompress(CompressionType.ZSTD, frames.get(i))))
                        .isEqualTo(theirs.slice(at, CLUSTER));
            } else {
                assertRefused(CompressionType.ZSTD, frames.get(i));
            }
        }
    }

    /// {@return the clusters behind whose beginning nothing else is stored for a while}
    private static List<Map.Entry<Long, CompressedCluster>> roomy(WholeImage image)
            throws FormatException {
        var offsets = new TreeSet<Long>();
        image.compressed().values().forEach(cluster -> offsets.add(cluster.offset()));
        return image.compressed().entrySet().stream()
                .filter(cluster -> {
                    var next = offsets.higher(cluster.getValue().offset());
                    return next != null && next - cluster.getValue().offset() > 500;
                })
                .toList();
    }

    /// {@return a frame from each bound to the next, with garbage behind the last}
    private static byte[] frames(int... bounds) throws IOException {
        var frames = new ByteArrayOutputStream();
        for (int i = 1; i < bounds.length; i++) {
            frames.write(
                    compress(
                            CompressionType.ZSTD,
                            PATTERN,
                            bounds[i - 1],
                            bounds[i] - bounds[i - 1]));
        }
        frames.write(0xa5);
        assertThat(frames.size()).isLessThan(500);
        return frames.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void clustersFollowOneAnotherInTheTarget(CompressionType type) throws Exception {
        var target = ByteBuffer.allocateDirect(2 * CLUSTER + 5).position(5);
        try (var decompressor = Decompressor.of(type, CLUSTER)) {
            var first = ByteBuffer.wrap(compress(type, CONTENT, 0, CLUSTER));
            decompressor.decompress(first, target);
            assertThat(first.position()).isZero();
            assertThatExceptionOfType(FormatException.class)
                    .isThrownBy(() -> decompressor.decompress(ByteBuffer.allocate(7), target));
            assertThat(target.position()).isEqualTo(CLUSTER + 5);
            decompressor.decompress(
                    ByteBuffer.wrap(compress(type, CONTENT, CLUSTER, CLUSTER)).asReadOnlyBuffer(),
                    target);
        }
        var seen = new byte[2 * CLUSTER];
        target.flip().position(5).get(seen);
        assertThat(seen).isEqualTo(CONTENT);
    }

    private static void assertRefused(CompressionType type, byte[] stored) {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> decompress(type, stored))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(FormatException.Kind.CORRUPT));
    }

    private static byte[] decompress(CompressionType type, byte[] stored) throws FormatException {
        var cluster = ByteBuffer.allocate(CLUSTER);
        try (var decompressor = Decompressor.of(type, CLUSTER)) {
            decompressor.decompress(ByteBuffer.wrap(stored), cluster);
        }
        assertThat(cluster.hasRemaining()).isFalse();
        return cluster.array();
    }

    private static byte[] compress(CompressionType type, byte[] bytes, int start, int count)
            throws IOException {
        var part = Arrays.copyOfRange(bytes, start, start + count);
        return switch (type) {
            case ZLIB -> deflate(part);
            case ZSTD -> Zstd.compress(part);
        };
    }

    private static byte[] deflate(byte[] bytes) {
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            var compressed = new byte[bytes.length + 1000];
            return Arrays.copyOf(compressed, deflater.deflate(compressed));
        } finally {
            deflater.end();
        }
    }
}
