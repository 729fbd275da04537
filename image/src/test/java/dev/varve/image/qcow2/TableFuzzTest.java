package dev.varve.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.Tool;
import dev.varve.image.qcow2.meta.BitmapCluster;
import dev.varve.image.qcow2.meta.BitmapDirectory;
import dev.varve.image.qcow2.meta.EntryParser;
import dev.varve.image.qcow2.meta.FormatException;
import dev.varve.image.qcow2.meta.Header;
import dev.varve.image.qcow2.meta.L2Entry;
import dev.varve.image.qcow2.meta.SnapshotTable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tables as a guest might write them. A failure names its seed; set `varve.seed` to have it again.
@Tag("slow")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TableFuzzTest {
    private static final List<Integer> EXTREMES =
            List.of(0, 1, 7, 8, 9, 31, 32, 512, 1023, 1024, 1025, 65_535, 1 << 22, 1 << 27, -1);

    private final long seed = Long.getLong("varve.seed", 1);
    private final Random random = new Random(seed);

    @TempDir Path dir;

    private WholeImage image() throws Exception {
        var path = dir.resolve("image").toString();
        Tool.qemuImg("create", "-q", "-f", "qcow2", path, "100G");
        for (var name : List.of("a", "some bitmap")) {
            Tool.qemuImg("bitmap", "--add", path, name);
        }
        for (var name : List.of("one", "another one", "x")) {
            Tool.qemuImg("snapshot", "-c", name, path);
        }
        return WholeImage.of(Path.of(path));
    }

    @Test
    void snapshotTablesGiveEntriesOrOneKindOfException() throws Exception {
        var image = image();
        var table = image.at(image.header().snapshotsOffset(), 400);
        fuzz(image.header(), table, SnapshotTable::of);
    }

    @Test
    void bitmapDirectoriesGiveEntriesOrOneKindOfException() throws Exception {
        var image = image();
        var bitmaps = image.header().extensions().bitmapDirectory().orElseThrow();
        var table = image.at(bitmaps.directoryOffset(), (int) bitmaps.directorySize());
        fuzz(image.header(), table, BitmapDirectory::of);
    }

    private void fuzz(Header header, ByteBuffer table, Function<Header, EntryParser<?>> parserOf) {
        int parsed = 0;
        var bytes = new byte[table.remaining()];
        table.get(bytes);
        for (int round = 0; round < 50_000; round++) {
            var mutant = ByteBuffer.wrap(mutant(bytes));
            try {
                parsed += parse(parserOf.apply(header), mutant);
            } catch (FormatException e) {
                assertThat(e.getMessage()).isNotEmpty();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
        assertThat(parsed).as("seed %d: entries that still parse", seed).isGreaterThan(1000);
    }

    private static int parse(EntryParser<?> parser, ByteBuffer table) throws FormatException {
        int count = 0;
        for (; parser.hasNext(); count++) {
            assertThat(parser.needed(table)).isBetween(1, EntryParser.BYTES_MAX);
            assertThat(parser.next(table)).isNotNull();
        }
        assertThat(parser.bytesTaken()).isEqualTo(table.position());
        return count;
    }

    private byte[] mutant(byte[] original) {
        var bytes = original.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> ByteBuffer.wrap(bytes).putShort(at / 2 * 2, (short) extreme());
                default -> {
                    if (at <= bytes.length - 4) {
                        ByteBuffer.wrap(bytes).putInt(at / 4 * 4, extreme());
                    }
                }
            }
        }
        return random.nextInt(10) == 0
                ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 50))
                : bytes;
    }

    private int extreme() {
        return EXTREMES.get(random.nextInt(EXTREMES.size()));
    }

    @Test
    void entriesOfOneWordGiveAPlaceOrOneKindOfException() {
        for (int round = 0; round < 50_000; round++) {
            int clusterBits = random.nextInt(9, 22);
            long word = random.nextLong() >>> random.nextInt(64);
            try {
                placed(word, clusterBits);
            } catch (FormatException e) {
                assertThat(e.kind()).isEqualTo(FormatException.Kind.CORRUPT);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    private static void placed(long word, int clusterBits) throws FormatException {
        var compressed = new L2Entry(false);
        compressed.load(word | L2Entry.COMPRESSED, 0);
        assertThat(compressed.compressedOffset(clusterBits)).isBetween(0L, (1L << 61) - 1);
        assertThat(compressed.compressedBytes(clusterBits)).isBetween(1L, 2L << clusterBits);
        switch (BitmapCluster.of(word, 1 << clusterBits)) {
            case BitmapCluster.Zeros _ -> assertThat(word).isZero();
            case BitmapCluster.Ones _ -> assertThat(word).isEqualTo(1);
            case BitmapCluster.Stored(long offset) ->
                    assertThat(offset).isBetween(1L << clusterBits, 1L << 56);
        }
    }
}
