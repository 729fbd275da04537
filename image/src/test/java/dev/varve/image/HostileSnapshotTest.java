package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An internal snapshot that claims a disk of 48 PiB, by one byte of the snapshot table: whoever walks over disks comes
/// to an end, and ends sooner when he is asked to.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HostileSnapshotTest {
    private static final long CLAIMED = 48L << 50;
    private static final int DISK_SIZE_AT = 48;

    @TempDir Path directory;

    private Path image = Path.of("");
    private Seen now = new Seen(image, ImageFormat.QCOW2);
    private Seen then = now;

    @BeforeEach
    void make() throws IOException {
        image = directory.resolve("image");
        Tool.qemuImg(
                "create", "-q", "-f", "qcow2", "-o", "cluster_size=4k", image.toString(), "8M");
        Tool.qemuIo(image, "write 0 64k", "write 4M 64k");
        Tool.qemuImg("snapshot", "-c", "s", image.toString());
        Tool.qemuIo(image, "write 4k 4k");
        var patched = new Patched(image);
        patched.putWord(patched.header().snapshotsOffset() + DISK_SIZE_AT, CLAIMED);
        now = new Seen(image, ImageFormat.QCOW2);
        then = new Seen(image, ImageFormat.QCOW2, Optional.of("1"));
    }

    private Usage usage() throws IOException {
        return Usage.of(List.of(List.of(now), List.of(then)), Set.of(image));
    }

    @Test
    void whatIsReadIsCounted() throws IOException {
        var usage = usage();
        assertThat(usage.shared()).isEqualTo(124 << 10);
        assertThat(usage.readers())
                .containsExactly(
                        new Usage.Share(4 << 10, 128 << 10), new Usage.Share(4 << 10, 128 << 10));
    }

    @Test
    void differencesAreFound() throws IOException {
        var found = new ArrayList<String>();
        Differences.read(now, then, (start, bytes) -> found.add(start + "+" + bytes));
        assertThat(found).containsExactly("4096+4096", (8 << 20) + "+" + (CLAIMED - (8 << 20)));
    }

    @Test
    void itIsStillListedAndChecked() throws IOException {
        assertThat(InternalSnapshots.of(image))
                .extracting(InternalSnapshots.Entry::name)
                .containsExactly("s");
        assertThat(Check.of(image).findings()).isEmpty();
    }

    @Test
    void aWalkEndsWhenItIsInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(this::usage).isInstanceOf(InterruptedIOException.class);
            assertThatThrownBy(() -> Differences.read(now, then, (_, _) -> {}))
                    .isInstanceOf(InterruptedIOException.class);
            assertThatThrownBy(() -> ReadCheck.flaw(image, ImageFormat.QCOW2))
                    .isInstanceOf(InterruptedIOException.class);
            assertThatThrownBy(() -> Check.of(image)).isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
