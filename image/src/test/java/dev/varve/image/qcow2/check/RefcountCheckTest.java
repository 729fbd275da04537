package dev.varve.image.qcow2.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.Tool;
import dev.varve.image.check.CheckResult;
import dev.varve.image.io.ChannelFile;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.NativeFile;
import dev.varve.image.qcow2.HeaderReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Counting in many passes, each for a few clusters, comes to the same as counting all at once.
class RefcountCheckTest {
    @TempDir Path directory;

    private Path image = Path.of("");

    private void make(String size, String... commands) {
        image = directory.resolve("image");
        Tool.qemuImg(
                "create", "-q", "-f", "qcow2", "-o", "cluster_size=512", image.toString(), size);
        Tool.qemuIo(image, commands);
    }

    private void assertSameInPasses(CheckResult whole) throws IOException {
        for (int chunks = 1; chunks < 4; chunks++) {
            try (var file = NativeFile.open(image, ImageFile.Access.READ)) {
                var result = RefcountCheck.of(file, HeaderReader.read(file), chunks);
                assertThat(result.findings()).containsExactlyInAnyOrderElementsOf(whole.findings());
                assertThat(numbers(result)).isEqualTo(numbers(whole));
            }
        }
    }

    private static CheckResult numbers(CheckResult result) {
        return new CheckResult(
                result.corruptions(),
                result.leaks(),
                result.checkErrors(),
                result.allocatedClusters(),
                result.totalClusters(),
                result.fragmentedClusters(),
                result.compressedClusters(),
                result.imageEndOffset(),
                result.worst(),
                List.of(),
                result.furtherFindings());
    }

    private CheckResult whole() throws IOException {
        try (var file = ChannelFile.open(image, ImageFile.Access.READ)) {
            return RefcountCheck.of(file, HeaderReader.read(file));
        }
    }

    @Test
    void aSoundImage() throws IOException {
        make("6M", "write 0 2M", "write -c 2M 2M");
        Tool.qemuImg("snapshot", "-c", "s", image.toString());
        Tool.qemuIo(image, "write 1M 2M");
        var whole = whole();

        assertThat(whole.findings()).isEmpty();
        assertThat(whole.imageEndOffset()).isGreaterThan(2L * 4096 * 512);
        assertSameInPasses(whole);
    }

    @Test
    void aDamagedImage() throws IOException {
        make("5M", "write 0 5M");
        try (var channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
            for (int i = 3; i < 40; i++) {
                long word = (1L << 63) | (i * 200_000L / 512 * 512);
                channel.write(ByteBuffer.allocate(8).putLong(0, word), i * 100_000L / 512 * 512);
            }
            channel.truncate(4_700_000);
        }
        var whole = whole();

        assertThat(whole.findings()).isNotEmpty();
        assertSameInPasses(whole);
    }

    /// Entries of the one L2 table for one cluster: more than a byte has room for.
    @Test
    void manyReferences() throws IOException {
        make("5M", "write 0 5M");
        try (var channel =
                FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var word = ByteBuffer.allocate(8);
            channel.read(word, 40);
            channel.read(word.clear(), word.getLong(0));
            long table = word.getLong(0) & 0xff_ffff_ffff_fe00L;
            channel.read(word.clear(), table);
            for (int i = 1; i < 64; i++) {
                channel.write(word.clear(), table + 8L * i);
            }
        }
        var whole = whole();

        assertThat(whole.corruptions()).isEqualTo(1);
        assertThat(whole.leaks()).isEqualTo(63);
        assertSameInPasses(whole);
    }
}
