package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.posix.ImageLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NbdServerTest {
    /// QEMU would take the name for a protocol's, an option's end, or for JSON's.
    private static final String HOSTILE = "json:{\"a\\,b}=%.raw";

    @TempDir private Path directory;

    @Test
    void showsAChainWhateverItsImagesAreCalled() throws Exception {
        var base = raw();
        try (var server = start(overlay("top,file.filename=x", base))) {
            assertThat(read(server, "read -P 7 0 64k"))
                    .startsWith("read 65536/65536 bytes")
                    .doesNotContain("failed");
            assertThat(read(server, "write 0 64k")).contains("Permission denied");
        }
    }

    /// qemu-nbd locks no raw image that it reads.
    @Test
    void keepsEveryLayerFromBeingWritten() throws Exception {
        var base = raw();
        var top = overlay("top.qcow2", base);
        try (var _ = start(top)) {
            for (var layer : List.of(base, top)) {
                assertThat(Image.isOpen(layer)).isTrue();
                assertThatThrownBy(() -> ImageLocks.toWrite(layer).close())
                        .isInstanceOf(ImageInUseException.class);
            }
        }
        ImageLocks.toWrite(base).close();
        try (var _ = ImageLocks.toWrite(top)) {
            assertThatThrownBy(() -> start(top)).isInstanceOf(ImageInUseException.class);
        }
    }

    @Test
    void followsNoNameThatIsNoFile() throws Exception {
        var top = directory.resolve("top.qcow2");
        Tool.qemuImg(
                "create",
                "-q",
                "-f",
                "qcow2",
                "-u",
                "-F",
                "raw",
                "-b",
                "nbd://host/x",
                top.toString(),
                "1M");

        assertThatThrownBy(() -> start(top)).isInstanceOf(UnsupportedImageException.class);
    }

    /// qemu-nbd would show an internal snapshot with the size that the disk has now.
    @Test
    void showsNoSnapshotOfAnotherSize() throws Exception {
        var image = directory.resolve("image.qcow2");
        Tool.qemuImg("create", "-q", "-f", "qcow2", image.toString(), "2M");
        InternalSnapshots.take(image, "one");
        var held = InternalSnapshots.find(image, "one").orElseThrow();
        var shown = new NbdSource.Internal(held.id(), held.name());
        var source = new NbdSource(image, ImageFormat.QCOW2, Optional.of(shown));
        NbdServer.start(source, Optional.empty()).close();

        Tool.qemuImg("resize", "-q", "--shrink", "-f", "qcow2", image.toString(), "1M");
        assertThatThrownBy(() -> NbdServer.start(source, Optional.empty()))
                .isInstanceOf(UnsupportedImageException.class)
                .hasMessageContaining("2097152 bytes; clone the snapshot with --full");
        assertThat(Image.isOpen(image)).isFalse();
    }

    @Test
    void leavesNothingWhereItCannotListen() throws Exception {
        var base = raw();
        var socket = directory.resolve("nowhere/socket");

        assertThatThrownBy(() ->
                        NbdServer.start(
                                new NbdSource(base, ImageFormat.RAW, Optional.empty()),
                                Optional.of(new NbdAddress.UnixSocket(socket))))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(directory.resolve("nowhere").toString());
        ImageLocks.toWrite(base).close();
    }

    @Test
    void spellsUrisAsClientsReadThem() {
        assertThat(new NbdAddress.UnixSocket(Path.of("/a b&é/s")).uri())
                .isEqualTo("nbd+unix:///?socket=/a%20b%26%C3%A9/s");
        assertThat(new NbdAddress.LocalPort(10_809).uri()).isEqualTo("nbd://127.0.0.1:10809");
    }

    @Test
    void isKnownByItsArguments() {
        var ours = List.of("qemu-nbd", "--description=varve nbd (process 12)", "json:{}");
        assertThat(NbdServer.whose(ours, 7)).contains("varve nbd (process 12)");
        var others = List.of("/usr/bin/qemu-nbd", "--description=varve nbd (process 12) is fine");
        assertThat(NbdServer.whose(others, 7)).contains("qemu-nbd (process 7)");
        assertThat(NbdServer.whose(List.of("vim", "qemu-nbd"), 7)).isEmpty();
        assertThat(NbdServer.whose(List.of(), 7)).isEmpty();
    }

    private Path raw() throws IOException {
        var base = Files.write(directory.resolve(HOSTILE), new byte[1 << 20]);
        Tool.run("qemu-io", "-f", "raw", "-c", "write -P 7 0 64k", "file:" + base);
        return base;
    }

    private Path overlay(String name, Path base) {
        var top = directory.resolve(name);
        Tool.qemuImg(
                "create", "-q", "-f", "qcow2", "-F", "raw", "-b", base.toString(), top.toString());
        return top;
    }

    private static NbdServer start(Path image) throws IOException, InterruptedException {
        var source = new NbdSource(image, ImageFormat.QCOW2, Optional.empty());
        return NbdServer.start(source, Optional.empty());
    }

    private static String read(NbdServer server, String command) {
        var uri = server.address().uri();
        var options = command.startsWith("write") ? "" : "-r";
        return Tool.run(
                        "sh",
                        "-c",
                        "qemu-io " + options + " -f raw -c '" + command + "' '" + uri + "'")
                .output();
    }
}
