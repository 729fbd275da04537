package dev.varve.libvirt.hypervisor.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaveImageTest {
    private static final String COOKIE = "<cookie/>";
    private static final byte[] MEMORY = new byte[100_000];

    static {
        new Random(1).nextBytes(MEMORY);
    }

    @TempDir private Path directory;

    private Path file() {
        return directory.resolve("mem");
    }

    private Path copy() {
        return directory.resolve("copy");
    }

    /// @param room for what stands before the memory; 0 for no more than that needs
    private void write(int version, int format, String xml, int room) throws IOException {
        var data = new ByteArrayOutputStream();
        data.writeBytes((xml + "\0").getBytes(StandardCharsets.UTF_8));
        int cookie = data.size();
        data.writeBytes((COOKIE + "\0").getBytes(StandardCharsets.UTF_8));
        int length = Math.max(room, data.size());
        var header = ByteBuffer.allocate(92).order(ByteOrder.nativeOrder());
        header.put("LibvirtQemudSave".getBytes(StandardCharsets.US_ASCII));
        header.putInt(version).putInt(length).putInt(1).putInt(format).putInt(cookie);
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(header.array());
        whole.writeBytes(Arrays.copyOf(data.toByteArray(), length));
        whole.writeBytes(MEMORY);
        Files.write(file(), whole.toByteArray());
    }

    private void copy(String xml) throws IOException {
        SaveImage.copy(file(), copy(), xml, _ -> {});
    }

    /// As libvirt reads it: qemuSaveImageOpen.
    private void assertHolds(String xml) throws IOException {
        var bytes = Files.readAllBytes(copy());
        var header = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int length = header.getInt(20);
        int cookie = header.getInt(32);
        assertThat(text(bytes, 92, cookie)).isEqualTo(xml);
        assertThat(text(bytes, 92 + cookie, length - cookie)).isEqualTo(COOKIE);
        assertThat(Arrays.copyOfRange(bytes, 92 + length, bytes.length)).isEqualTo(MEMORY);
        assertThat(header.getInt(24)).as("was running").isEqualTo(1);
    }

    private static String text(byte[] bytes, int from, int length) {
        var all = new String(bytes, from, length, StandardCharsets.UTF_8);
        return all.substring(0, all.indexOf(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500})
    void theXmlIsAnotherAndAllElseTheSame(int room) throws IOException {
        for (var xml : new String[] {"<a/>", "<domain>ü</domain>", "<domain>" + "x".repeat(900)}) {
            write(2, 0, "<domain/>", room);
            copy(xml);
            assertHolds(xml);
            Files.delete(copy());
        }
    }

    /// What QEMU wrote into a sparse one has places of its own.
    @Test
    void aSparseFileKeepsItsPlaces() throws IOException {
        write(3, 6, "<domain/>", 500);
        copy("<domain>longer</domain>");
        assertHolds("<domain>longer</domain>");
        assertThat(Files.size(copy())).isEqualTo(Files.size(file()));
        Files.delete(copy());
        assertThatThrownBy(() -> copy("x".repeat(600))).hasMessageContaining("no room");
        assertThat(copy()).doesNotExist();
    }

    @Test
    void onlyTheOwnerReadsACopy() throws IOException {
        write(2, 0, "<domain/>", 0);
        copy("<a/>");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy())))
                .isEqualTo("rw-------");
    }

    @Test
    void nothingIsReplaced() throws IOException {
        write(2, 0, "<domain/>", 0);
        Files.writeString(copy(), "somebody's");
        assertThatThrownBy(() -> copy("<a/>")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(copy()).hasContent("somebody's");
    }

    @Test
    void whatIsNoneOfLibvirtsIsRefused() throws IOException {
        long seed = Long.getLong("varve.seed", 7);
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            write(2, 0, "<domain/>", 0);
            var bytes = Files.readAllBytes(file());
            for (int n = random.nextInt(1, 5); n > 0; n--) {
                bytes[random.nextInt(36)] = (byte) random.nextInt();
            }
            Files.write(file(), Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            try {
                copy("<a/>");
            } catch (IOException e) {
                assertThat(e.getMessage()).as("seed %s, %s", seed, i).isNotBlank();
            }
            Files.deleteIfExists(copy());
        }
    }
}
