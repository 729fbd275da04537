package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.FileFacts;
import dev.varve.image.posix.ImageLocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderReadingTest {
    private static final int SIZE_AT = 24; // of the disk, in a header

    @TempDir Path dir;
    private Path base;
    private Path overlay;

    @BeforeEach
    void makeImages() {
        base = dir.resolve("base");
        overlay = dir.resolve("overlay");
        Tool.qemuImg("create", "-q", "-f", "qcow2", base.toString(), "1M");
        Tool.qemuImg(
                "create", "-q", "-f", "qcow2", "-b", "base", "-F", "qcow2", overlay.toString());
    }

    /// By the clock of somebody to whom all that was written is long past.
    private static ImageHeaders headersLater() {
        return new ImageHeaders(InstantSource.fixed(Instant.now().plus(Duration.ofMinutes(1))));
    }

    private static FileFacts.Stamp stamp(Path file) throws IOException {
        try (var opened = Engine.ofHost().open(file, ImageFile.Access.READ)) {
            return FileFacts.of(opened).stamp();
        }
    }

    private static boolean isKept(ImageHeaders headers, Path file) throws IOException {
        return headers.said(file, stamp(file)).isPresent();
    }

    private static void write(Path image, long size) throws IOException {
        try (var file = FileChannel.open(image, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(8).putLong(size).flip(), SIZE_AT);
        }
    }

    private static long size(ImageHeaders headers, Path image) throws IOException {
        return headers.read().read(image, ImageFormat.QCOW2).virtualSize();
    }

    @Test
    void saysWhatTheFilesThemselvesSay() throws IOException {
        Files.write(dir.resolve("raw"), new byte[5000]);
        Tool.qemuIo(overlay, "write 0 64k");
        var headers = headersLater();
        for (int i = 0; i < 2; i++) {
            var reading = headers.read();
            for (var image : new Path[] {base, overlay, dir.resolve("raw")}) {
                var format = Image.probe(image) ? ImageFormat.QCOW2 : ImageFormat.RAW;
                assertThat(reading.isQcow2(image)).isEqualTo(Image.probe(image));
                assertThat(reading.read(image, format)).isEqualTo(Image.read(image, format));
                assertThat(reading.chain(image, format))
                        .isEqualTo(BackingChain.open(image, format));
                assertThat(reading.references(image)).isEqualTo(References.of(image));
                assertThat(reading.isEmptyOverlay(image)).isEqualTo(Image.isEmptyOverlay(image));
                assertThat(reading.isOpen(image)).isFalse();
                var file = reading.file(image);
                assertThat(file.regular()).isTrue();
                assertThat(file.links()).isEqualTo(Files.getAttribute(image, "unix:nlink"));
                assertThat(file.user()).isEqualTo(Files.getAttribute(image, "unix:uid"));
                assertThat(file.group()).isEqualTo(Files.getAttribute(image, "unix:gid"));
                assertThat(file.mode())
                        .isEqualTo((int) Files.getAttribute(image, "unix:mode") & 07777);
                assertThat(HeaderReading.identity(stamp(image)))
                        .isEqualTo(BackingChain.identity(image));
            }
        }
    }

    @Test
    void failsAsTheFilesDo() throws IOException {
        var reading = headersLater().read();
        assertThatThrownBy(() -> reading.isQcow2(dir.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
        write(base, -1);
        assertThatThrownBy(() -> reading.read(base, ImageFormat.QCOW2))
                .isInstanceOf(CorruptImageException.class);
        assertThat(reading.isQcow2(base)).isTrue();
        assertThatThrownBy(() ->
                        reading.read(
                                Files.write(dir.resolve("raw"), new byte[5000]), ImageFormat.QCOW2))
                .isInstanceOf(CorruptImageException.class);
    }

    @Test
    void aFileThatIsWrittenToIsReadAnew() throws IOException {
        var headers = headersLater();
        assertThat(size(headers, base)).isEqualTo(1 << 20);
        assertThat(isKept(headers, base)).isTrue();
        var before = stamp(base);
        // The clock of the file system goes in steps.
        do {
            write(base, 2 << 20);
        } while (stamp(base).modified().equals(before.modified()));
        assertThat(size(headers, base)).isEqualTo(2 << 20);
    }

    @Test
    void aFileThatSaysThatItWasNotWrittenToIsReadAnew() throws IOException {
        var headers = headersLater();
        assertThat(size(headers, base)).isEqualTo(1 << 20);
        var before = stamp(base);
        var time = Files.getLastModifiedTime(base);
        do {
            write(base, 2 << 20);
            Files.setLastModifiedTime(base, time);
        } while (stamp(base).changed().equals(before.changed()));
        assertThat(stamp(base).modified()).isEqualTo(before.modified());
        assertThat(size(headers, base)).isEqualTo(2 << 20);
    }

    @Test
    void aFileInThePlaceOfAnotherIsReadAnew() throws IOException {
        var headers = headersLater();
        assertThat(size(headers, base)).isEqualTo(1 << 20);
        var other = dir.resolve("other");
        Tool.qemuImg("create", "-q", "-f", "qcow2", other.toString(), "3M");
        Files.move(other, base, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(size(headers, base)).isEqualTo(3 << 20);
    }

    /// A write in the same step of the file system's clock leaves all times as they are.
    @Test
    void whatWasWrittenJustNowIsNotKept() throws IOException {
        var headers = new ImageHeaders();
        for (int i = 1; i <= 1000; i++) {
            write(base, (long) i << 16);
            assertThat(size(headers, base)).isEqualTo((long) i << 16);
            assertThat(isKept(headers, base)).isFalse();
        }
    }

    @Test
    void whatSomebodyHasOpenIsNotKept() throws IOException {
        var headers = headersLater();
        assertThat(size(headers, base)).isEqualTo(1 << 20);
        assertThat(isKept(headers, base)).isTrue();
        try (var _ = ImageLocks.toWrite(base)) {
            var reading = headers.read();
            assertThat(reading.isOpen(base)).isTrue();
            assertThat(isKept(headers, base)).isFalse();
        }
        assertThat(headers.read().isOpen(base)).isFalse();
        assertThat(isKept(headers, base)).isTrue();
    }

    /// Its first sector is its guest's, who may write what looks like the descriptor of an image.
    @ParameterizedTest
    @ValueSource(strings = {"\"a", "\":", "'\\a"})
    void aRawDiskIsReadWhateverItsGuestWritesThere(String quoted) throws IOException {
        var disk = dir.resolve("disk");
        var end = quoted.substring(0, 1);
        Files.writeString(disk, "# Di" + end + quoted.substring(1).repeat(60_000) + end);
        assertThat(new ImageHeaders().read().read(disk, ImageFormat.RAW))
                .isEqualTo(Image.read(disk, ImageFormat.RAW));
        assertThat(References.of(disk)).hasSizeLessThan(10);
    }

    @Test
    void aNameInJsonMayBeAsLongAsAHeaderAllows() throws IOException {
        var disk = dir.resolve("disk");
        var name = "json:\"" + "a".repeat(4000) + "\"";
        var header = ByteBuffer.allocate(8192).putInt(0x514649fb).putInt(3);
        header.putLong(512).putInt(name.length()).put(512, name.getBytes(StandardCharsets.UTF_8));
        Files.write(disk, header.array());
        assertThat(new ImageHeaders().read().read(disk, ImageFormat.RAW))
                .isEqualTo(Image.read(disk, ImageFormat.RAW));
        assertThat(References.of(disk)).contains(dir.resolve("a".repeat(4000)));
    }

    /// What nobody says to be raw is taken for whatever it may be.
    @Test
    void whatADescriptorNamesIsFound() throws IOException {
        var file = dir.resolve("file");
        Files.writeString(
                file, "# Disk DescriptorFile\nRW 1 FLAT 'it\\'s' 0\nRW 1 FLAT \"x\" 0\n\"y");
        assertThat(new ImageHeaders().read().references(file))
                .contains(dir.resolve("it's"), dir.resolve("x"))
                .doesNotContain(dir.resolve("y"));
    }

    /// More than a few are looked at by several threads.
    @Test
    void whatIsReadAheadIsWhatTheFilesSay() throws IOException {
        var files = new ArrayList<Path>();
        for (int i = 0; i < 200; i++) {
            var image = dir.resolve("image" + i);
            files.add(Files.copy(i % 2 == 0 ? overlay : base, image));
            write(image, (long) (i + 1) << 16);
        }
        var link = Files.createSymbolicLink(dir.resolve("link"), base);
        var directory = Files.createDirectory(dir.resolve("directory"));
        var asked = new ArrayList<>(files);
        asked.addAll(List.of(link, directory, dir.resolve("none")));
        var reading = headersLater().read();
        assertThat(reading.readAhead(asked)).containsExactlyInAnyOrderElementsOf(files);
        for (int i = 0; i < files.size(); i++) {
            Files.delete(files.get(i));
            var said = reading.read(files.get(i), ImageFormat.QCOW2);
            assertThat(said.virtualSize()).isEqualTo((long) (i + 1) << 16);
            assertThat(said.backing().isPresent()).isEqualTo(i % 2 == 0);
        }
        assertThatThrownBy(() -> reading.isQcow2(dir.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void ofAFewTheRegularFilesAreTold() throws IOException {
        var link = Files.createSymbolicLink(dir.resolve("link"), base);
        assertThat(headersLater().read().readAhead(List.of(base, link, dir, overlay)))
                .containsExactlyInAnyOrder(base, overlay);
    }
}
