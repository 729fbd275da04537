package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Images whose tables somebody has tampered with: each operation ends, with a result or with an
/// exception that names the image. `-Dvarve.seed=S` and `-Dvarve.images=N` go elsewhere, and further.
@Tag("slow")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ImageFuzzTest {
    private static final int TAMPERED_MAX = 12;

    private final long seed = Long.getLong("varve.seed", 1);
    private final Random random = new Random(seed);
    private final List<byte[]> images = new ArrayList<>();

    @TempDir Path dir;

    private Path base() {
        return dir.resolve("base");
    }

    private Path tampered() {
        return dir.resolve("tampered");
    }

    private Path top() {
        return dir.resolve("top");
    }

    /// An overlay on what is tampered with.
    private void makeTop() throws IOException {
        Overlay.create(OverlaySpec.of(top(), tampered(), ImageFormat.QCOW2, "t"));
        Tool.qemuIo(top(), "write -P 7 64k 700k", "write -z 1M 200k", "write -P 8 1900k 3k");
    }

    private void makeImages() throws IOException {
        Tool.qemuImg("create", "-q", "-f", "qcow2", base().toString(), "2M");
        Tool.qemuIo(base(), "write -P 1 0 2M");
        for (var options :
                List.of(
                        "cluster_size=512",
                        "cluster_size=4k,compat=0.10",
                        "cluster_size=64k,extended_l2=on",
                        "cluster_size=4k,compression_type=zstd",
                        "cluster_size=2k,refcount_bits=1")) {
            var path = tampered();
            Files.deleteIfExists(path);
            Tool.qemuImg(
                    "create",
                    "-q",
                    "-f",
                    "qcow2",
                    "-F",
                    "qcow2",
                    "-b",
                    base().toString(),
                    "-o",
                    options,
                    path.toString(),
                    "2M");
            var writes = new ArrayList<>(List.of("write -P 2 100k 300k", "write -P 3 1M 5k"));
            if (!options.contains("refcount_bits=1")) {
                writes.add("write -c -P 5 1536k 64k");
            }
            if (!options.contains("0.10")) {
                writes.add("write -z 700k 40k");
            }
            Tool.qemuIo(path, writes.toArray(String[]::new));
            images.add(Files.readAllBytes(path));
        }
        makeTop();
    }

    @Test
    void everyOperationEnds() throws IOException {
        makeImages();
        var sound = Files.readAllBytes(base());
        int rounds = Integer.getInteger("varve.images", 400);
        int done = 0;
        for (int round = 0; round < rounds; round++) {
            Files.write(tampered(), tamper(images.get(random.nextInt(images.size())).clone()));
            try {
                operate(random.nextInt(4));
                done++;
            } catch (IOException e) {
                assertThat(e.getMessage()).as("seed %d, round %d", seed, round).isNotBlank();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("-Dvarve.seed=" + seed + ", round " + round, e);
            }
            Files.write(base(), sound);
        }
        assertThat(done).as("operations that were done nevertheless").isGreaterThan(rounds / 20);
    }

    private void operate(int which) throws IOException {
        switch (which) {
            case 0 -> Extents.read(tampered(), ImageFormat.QCOW2, _ -> {});
            case 1 -> Commit.run(tampered(), ImageFormat.QCOW2, base(), CopyProgress.ignored());
            case 2 -> Pull.ontoNothing(tampered(), CopyProgress.ignored());
            default -> {
                Commit.run(top(), ImageFormat.QCOW2, tampered(), CopyProgress.ignored());
            }
        }
    }

    /// Changes words of the tables, which begin at clusters.
    private byte[] tamper(byte[] image) {
        var buffer = ByteBuffer.wrap(image);
        for (int i = 1 + random.nextInt(TAMPERED_MAX); i > 0; i--) {
            int at = random.nextInt(Math.min(image.length, 64 << 10) / 8) * 8;
            switch (random.nextInt(5)) {
                case 0 -> buffer.putLong(at, random.nextLong());
                case 1 -> buffer.putLong(at, buffer.getLong(at) ^ 1L << random.nextInt(64));
                case 2 -> buffer.putLong(at, (random.nextLong() & 0x1ffff) << 9 | 1L << 63);
                case 3 -> buffer.putLong(at, 1L << 62 | random.nextLong());
                default -> buffer.putLong(at, buffer.getLong(random.nextInt(image.length / 8) * 8));
            }
        }
        return image;
    }
}
