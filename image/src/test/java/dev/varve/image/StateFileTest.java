package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    private static final String TAG = "tag";

    @TempDir Path directory;
    private Path store;
    private Path other;

    @BeforeEach
    void make() throws IOException {
        store = Files.writeString(directory.resolve("store"), "held");
        other = directory.resolve("other");
    }

    @Test
    void whatIsHeldIsRead() throws IOException {
        assertThat(StateFile.read(store)).asString().isEqualTo("held");
        assertThatThrownBy(() -> StateFile.read(other)).hasMessageContaining("other");
    }

    @Test
    void whatIsNoRegularFileIsNotRead() throws IOException {
        Files.createSymbolicLink(other, store);
        refused(other);
        refused(directory);
        var pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().onExit().join())
                .returns(0, Process::exitValue);
        refused(pipe);
    }

    private static void refused(Path file) {
        assertThatThrownBy(() -> StateFile.read(file))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("not a regular file");
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() throws IOException {
        try (var file = new RandomAccessFile(other.toFile(), "rw")) {
            file.setLength(StateFile.BYTES_MAX + 1);
        }
        assertThatThrownBy(() -> StateFile.read(other)).hasMessageContaining("larger than 64 MiB");
    }

    /// A writer lets the whole file hold one value after the other, in order. What is read must not have
    /// a later value before an earlier one.
    @Test
    void itIsReadAsItIsAtOneMoment() throws Exception {
        var done = new AtomicBoolean();
        Files.write(store, new byte[1 << 20]);
        var writer = Thread.ofPlatform().start(() -> write(done));
        try {
            for (int i = 0; i < 20; i++) {
                assertWritten(StateFile.read(store));
            }
        } finally {
            done.set(true);
            writer.join();
        }
    }

    /// Rounds with pauses that a reader can use, as firmware has them.
    private void write(AtomicBoolean done) {
        try (var file = new RandomAccessFile(store.toFile(), "rw")) {
            for (int value = 1; !done.get(); value++) {
                var block = new byte[4096];
                Arrays.fill(block, (byte) value);
                for (int at = 0; at < 1 << 20; at += block.length) {
                    file.seek(at);
                    file.write(block);
                }
                Thread.sleep(5);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// From the front on there is the newest value, and behind it at most the one before.
    private static void assertWritten(byte[] contents) {
        int change = 0;
        while (change < contents.length && contents[change] == contents[0]) {
            change++;
        }
        for (int i = change; i < contents.length; i++) {
            assertThat(contents[i]).isEqualTo((byte) (contents[0] - 1));
        }
    }

    @Test
    void aCopyHasTheModeOfWhatItIsOfAndReplacesNothing() throws IOException {
        var mode = PosixFilePermissions.fromString("rw-rw----");
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-rw-r--"));
        StateFile.create(other, store, new byte[] {1, 2}, TAG);
        assertThat(other).hasBinaryContent(new byte[] {1, 2});
        assertThat(Files.getPosixFilePermissions(other)).isEqualTo(mode);
        assertThatThrownBy(() -> StateFile.create(other, store, new byte[] {3}, TAG))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(other).hasBinaryContent(new byte[] {1, 2});
        assertOnly(2);
    }

    @Test
    void aCopyOfWhatNobodyMayReadIsOfItsMode() throws IOException {
        var mode = PosixFilePermissions.fromString("---------");
        Files.setPosixFilePermissions(store, mode);
        StateFile.create(other, store, new byte[] {1}, TAG);
        assertThat(Files.getPosixFilePermissions(other)).isEqualTo(mode);
    }

    @Test
    void whatIsPutBackHasTheModeOfWhatItReplaces() throws IOException {
        var mode = PosixFilePermissions.fromString("rw-r-----");
        Files.setPosixFilePermissions(store, mode);
        Files.writeString(PartialName.of(store, TAG), "of an attempt that was cut");
        StateFile.replace(store, store, new byte[] {7}, TAG);
        assertThat(store).hasBinaryContent(new byte[] {7});
        assertThat(Files.getPosixFilePermissions(store)).isEqualTo(mode);
        assertOnly(1);
    }

    @Test
    void whatIsGoneIsPutBackWithTheModeOfItsCopy() throws IOException {
        var mode = PosixFilePermissions.fromString("rw-rw----");
        Files.setPosixFilePermissions(store, mode);
        StateFile.replace(other, store, new byte[] {7}, TAG);
        assertThat(Files.getPosixFilePermissions(other)).isEqualTo(mode);
    }

    @Test
    void aLinkIsNotReplaced() throws IOException {
        Files.createSymbolicLink(other, store);
        assertThatThrownBy(() -> StateFile.replace(other, store, new byte[] {7}, TAG))
                .hasMessageContaining("not a regular file");
        assertThat(store).hasContent("held");
        assertThat(other).isSymbolicLink();
    }

    @Test
    void whatIsGoneIsPutBack() throws IOException {
        StateFile.replace(other, store, new byte[] {7}, TAG);
        assertThat(other).hasBinaryContent(new byte[] {7});
    }

    private void assertOnly(int files) throws IOException {
        try (var all = Files.list(directory)) {
            assertThat(all).hasSize(files);
        }
    }
}
