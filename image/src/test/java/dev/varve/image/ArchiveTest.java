package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.posix.ImageLocks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Archives, read and written by GNU tar as well.
@Tag("slow")
class ArchiveTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
    private static final long SEED = Long.getLong("varve.seed", 20_261_129);
    private static final int MIB = 1 << 20;

    @TempDir Path directory;

    private Path archive() {
        return directory.resolve("a.tar");
    }

    /// A file with some MiB of random bytes at random places, and a length that is no block's.
    private Path sparse(String name, Random random) throws IOException {
        var file = directory.resolve(name);
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(200L * MIB + random.nextInt(5000));
            for (int i = 0; i < 6; i++) {
                var bytes = new byte[random.nextInt(2 * MIB)];
                random.nextBytes(bytes);
                out.seek(random.nextInt(190 * MIB));
                out.write(bytes);
            }
        }
        return file;
    }

    /// {@return the digest of the only member}
    private String write(String member, Path file) throws IOException {
        try (var out = Files.newOutputStream(archive());
                var writer = ArchiveWriter.begin(out, List.of(file), TIME)) {
            var sha256 = writer.add(member, file, _ -> {});
            writer.finish();
            return sha256;
        }
    }

    private Unpack.Request request(String member, String sha256) {
        return new Unpack.Request(archive(), member, sha256, Optional.empty(), Optional.empty());
    }

    private Path unpack(Unpack.Request request, String name) throws IOException {
        var file = directory.resolve(name);
        Unpack.create(request, file, directory.resolve(name + ".partial"), CopyProgress.ignored());
        assertThat(directory.resolve(name + ".partial")).doesNotExist();
        return file;
    }

    private void extract() {
        Tool.must("tar", "-C", directory.toString(), "-xf", archive().toString());
    }

    @Test
    void holesStayHolesForUsAndForTar() throws Exception {
        System.out.println("seed " + SEED);
        var random = new Random(SEED);
        for (int i = 0; i < 5; i++) {
            var file = sparse("file" + i, random);
            var sha256 = write("images/file", file);

            assertThat(Files.size(archive())).isLessThan(Image.allocatedBytes(file) + MIB);
            var copy = unpack(request("images/file", sha256), "copy" + i);
            assertThat(Files.mismatch(file, copy)).isEqualTo(-1);
            assertThat(Image.allocatedBytes(copy)).isLessThan(Image.allocatedBytes(file) + MIB);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                    .isEqualTo("rw-------");
            assertThat(Unpack.isOf(request("images/file", ""), copy)).isTrue();

            extract();
            assertThat(Files.mismatch(file, directory.resolve("images/file"))).isEqualTo(-1);
        }
    }

    @Test
    void manyMembersAreFoundWhateverTheirHoles() throws Exception {
        var random = new Random(SEED);
        var files = new ArrayList<Path>();
        for (int i = 0; i < 6; i++) {
            files.add(i % 2 == 0 ? sparse("file" + i, random) : small("file" + i, random));
        }
        var digests = new ArrayList<String>();
        try (var out = Files.newOutputStream(archive());
                var writer = ArchiveWriter.begin(out, files, TIME)) {
            for (var file : files) {
                digests.add(writer.add("m/" + file.getFileName(), file, _ -> {}));
            }
            writer.add("last", new byte[] {1, 2, 3});
            writer.finish();
        }
        assertThat(Archive.open(archive()).contents("last", 3)).hasValue(new byte[] {1, 2, 3});
        assertThat(Archive.open(archive()).contents("none", 3)).isEmpty();
        for (int i = 0; i < files.size(); i++) {
            var copy = unpack(request("m/file" + i, digests.get(i)), "copy" + i);
            assertThat(Files.mismatch(files.get(i), copy)).isEqualTo(-1);
        }
        extract();
        for (var file : files) {
            assertThat(Files.mismatch(file, directory.resolve("m").resolve(file.getFileName())))
                    .isEqualTo(-1);
        }
    }

    private Path small(String name, Random random) throws IOException {
        var bytes = new byte[random.nextInt(1, 5000)];
        random.nextBytes(bytes);
        return Files.write(directory.resolve(name), bytes);
    }

    /// More ranges than a block of tar's could list.
    @Test
    void aMapMayBeLong() throws Exception {
        var file = directory.resolve("file");
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = 0; i < 20_000; i++) {
                out.seek(i * 16_384L);
                out.write(i);
            }
        }
        var sha256 = write("file", file);
        assertThat(Archive.open(archive()).find("file").orElseThrow().map().ranges())
                .hasSizeGreaterThan(10_000);
        assertThat(Files.mismatch(file, unpack(request("file", sha256), "copy"))).isEqualTo(-1);
        Files.move(file, directory.resolve("before"));
        extract();
        assertThat(Files.mismatch(file, directory.resolve("before"))).isEqualTo(-1);
    }

    @Test
    void aFileOfHolesAloneAndAnEmptyOne() throws Exception {
        var hole = directory.resolve("hole");
        try (var out = new RandomAccessFile(hole.toFile(), "rw")) {
            out.setLength(10L * MIB + 7);
        }
        var empty = Files.createFile(directory.resolve("empty"));
        for (var file : List.of(empty, hole)) {
            var sha256 = write("file", file);
            assertThat(Files.size(archive())).isLessThan(100_000);
            var copy = unpack(request("file", sha256), file.getFileName() + ".copy");
            assertThat(Files.mismatch(file, copy)).isEqualTo(-1);
        }
        extract();
        assertThat(Files.size(directory.resolve("file"))).isEqualTo(10L * MIB + 7);
    }

    /// The digest of a file without holes is the one that everybody knows.
    @Test
    void namesMayBeLongAndOfAnyLanguage() throws Exception {
        var name = "images/" + "länger".repeat(30) + ".qcow2";
        var file = Files.writeString(directory.resolve("held"), "abc");

        assertThat(write(name, file))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Archive.open(archive()).contents(name, 10))
                .hasValueSatisfying(held -> assertThat(held).asString().isEqualTo("abc"));
        extract();
        assertThat(directory.resolve(name)).hasContent("abc");
    }

    @Test
    void whatTarMadeIsRead() throws Exception {
        var file = sparse("file", new Random(SEED));
        var at = directory.toString();
        Tool.must(
                "tar",
                "-C",
                at,
                "-S",
                "--format=posix",
                "--sparse-version=0.1",
                "-cf",
                archive().toString(),
                "file");

        var archived = Archive.open(archive()).find("file").orElseThrow();
        assertThat(archived.map().sparse()).isTrue();
        assertThat(Unpack.isOf(request("file", ""), file)).isTrue();
    }

    @Test
    void aFileThatDiffersAnywhereIsNoCopy() throws Exception {
        var file = sparse("file", new Random(SEED));
        var request = request("file", write("file", file));
        for (long at : List.of(0L, 100L, 1L << 16, 100L * MIB, Files.size(file) - 1)) {
            var copy = unpack(request, "copy" + at);
            change(copy, at);
            assertThat(Unpack.isOf(request, copy)).as("changed at %d", at).isFalse();
        }
    }

    /// There the name of the backing image is another. Nowhere else may anything be.
    @Test
    void onlyTheFirstClusterOfAnOverlayMayDiffer() throws Exception {
        var base = directory.resolve("base");
        var file = directory.resolve("overlay");
        Tool.qemuImg("create", "-q", "-f", "raw", base.toString(), "1M");
        Tool.qemuImg(
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                "cluster_size=4k",
                "-b",
                base.toString(),
                "-F",
                "raw",
                file.toString());
        var below = Optional.of(new FileCopy.NewBacking(base, ImageFormat.RAW));
        var request =
                new Unpack.Request(
                        archive(),
                        "overlay",
                        write("overlay", file),
                        Optional.of(ImageFormat.QCOW2),
                        below);
        var copy = unpack(request, "copy");
        change(copy, 4095);
        assertThat(Unpack.isOf(request, copy)).isTrue();
        change(copy, 4096);
        assertThat(Unpack.isOf(request, copy)).isFalse();
        change(copy, 4096);

        var raw = new Unpack.Request(archive(), "overlay", "", Optional.of(ImageFormat.RAW), below);
        assertThat(Unpack.isOf(raw, copy)).as("a guest's own bytes").isFalse();
    }

    private static void change(Path file, long at) throws IOException {
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(at);
            int before = out.read();
            out.seek(at);
            out.write(before ^ 1);
        }
    }

    @Test
    void damageLeavesNothing() throws Exception {
        var file = sparse("file", new Random(SEED));
        var request = request("file", write("file", file));
        change(archive(), Files.size(archive()) / 2);

        assertThatThrownBy(() -> unpack(request, "copy"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("damaged");
        assertThat(directory.resolve("copy")).doesNotExist();
        assertThat(directory.resolve("copy.partial")).doesNotExist();
    }

    /// What a copy that was interrupted leaves: whatever is behind the cut, it is told.
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.0001, 0.01, 0.3, 0.9})
    void anArchiveThatEndsTooEarlyIsRefused(double part) throws Exception {
        var file = sparse("file", new Random(SEED));
        var request = request("file", write("file", file));
        try (var out = new RandomAccessFile(archive().toFile(), "rw")) {
            out.setLength((long) (out.length() * part));
        }
        assertThatThrownBy(() -> unpack(request, "copy")).isInstanceOf(FileSystemException.class);
        assertThat(directory.resolve("copy")).doesNotExist();
    }

    /// Any byte of any header: what comes is a file that is right, or a typed refusal.
    @Test
    void hostileHeadersGiveNoOtherFile() throws Exception {
        var file = Files.write(directory.resolve("file"), new byte[3000]);
        var request = request("file", write("file", file));
        var good = Files.readAllBytes(archive());
        var random = new Random(SEED);
        System.out.println("seed " + SEED);
        for (int i = 0; i < 2000; i++) {
            var bad = good.clone();
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                bad[random.nextInt(512)] = (byte) random.nextInt(256);
            }
            Files.write(archive(), bad);
            try {
                var copy = unpack(request, "copy");
                assertThat(Files.mismatch(file, copy)).isEqualTo(-1);
                Files.delete(copy);
            } catch (FileSystemException e) {
                assertThat(directory.resolve("copy")).doesNotExist();
            }
        }
    }

    @Test
    void nobodyWritesMeanwhileAndNothingIsReplaced() throws Exception {
        var file = Files.writeString(directory.resolve("file"), "held");
        try (var writer = ArchiveWriter.begin(new ByteArrayOutputStream(), List.of(file), TIME)) {
            assertThatThrownBy(() -> ImageLocks.toWrite(file))
                    .isInstanceOf(ImageInUseException.class);
            writer.add("file", file, _ -> {});
            writer.finish();
        }
        try (var _ = ImageLocks.toWrite(file)) {
            assertThatThrownBy(() -> write("file", file)).isInstanceOf(ImageInUseException.class);
        }
        var request = request("file", write("file", file));
        assertThatThrownBy(() -> unpack(request, "file"))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("held");
    }

    @Test
    void anOverlayIsSetOnWhatItLiesOnHere() throws Exception {
        var base = directory.resolve("base").toString();
        var overlay = directory.resolve("overlay");
        Tool.qemuImg("create", "-q", "-f", "raw", base, "1M");
        Tool.qemuImg("create", "-q", "-f", "qcow2", "-b", base, "-F", "raw", overlay.toString());
        var sha = write("overlay", overlay);
        var below = new FileCopy.NewBacking(directory.resolve("other"), ImageFormat.RAW);
        var qcow2 = Optional.of(ImageFormat.QCOW2);

        var moved = new Unpack.Request(archive(), "overlay", sha, qcow2, Optional.of(below));
        var copy = unpack(moved, "copy");
        assertThat(Image.read(copy, ImageFormat.QCOW2).backing().orElseThrow().name())
                .isEqualTo(directory.resolve("other").toString());
        assertThat(Unpack.isOf(moved, copy)).isTrue();

        var none = new Unpack.Request(archive(), "overlay", sha, qcow2, Optional.empty());
        assertThatThrownBy(() -> unpack(none, "independent"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("names a backing file");
        assertThat(directory.resolve("independent")).doesNotExist();
    }

    @Test
    void anEncryptedImageIsRefused() throws Exception {
        var image = directory.resolve("secret.qcow2");
        Tool.makeEncrypted(image);
        assertRefused(image, Optional.of(ImageFormat.QCOW2), "it is encrypted");
    }

    @Test
    void anExternalDataFileIsRefused() throws Exception {
        var image = directory.resolve("image.qcow2");
        Tool.qemuImg(
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                "data_file=" + directory.resolve("data"),
                image.toString(),
                "1M");
        assertRefused(image, Optional.of(ImageFormat.QCOW2), "an external data file");
    }

    /// The firmware's variables may be in a qcow2 image, and libvirt opens them as one.
    @Test
    void noOtherFileLiesOnAnything() throws Exception {
        var image = directory.resolve("vars.qcow2");
        var base = directory.resolve("base");
        Tool.qemuImg("create", "-q", "-f", "raw", base.toString(), "1M");
        Tool.qemuImg(
                "create",
                "-q",
                "-f",
                "qcow2",
                "-b",
                base.toString(),
                "-F",
                "raw",
                image.toString());
        assertRefused(image, Optional.empty(), "it names a backing file");
        assertThat(unpack(request("base", write("base", base)), "copy")).exists();
    }

    private void assertRefused(Path image, Optional<ImageFormat> format, String why)
            throws IOException {
        var sha = write("member", image);
        var request = new Unpack.Request(archive(), "member", sha, format, Optional.empty());
        assertThatThrownBy(() -> unpack(request, "unpacked"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(why);
        assertThat(directory.resolve("unpacked")).doesNotExist();
    }

    /// What a header says about its own length is not to be believed, nor kept in memory.
    @ParameterizedTest
    @ValueSource(chars = {'L', 'K', 'x', 'g'})
    void aHeaderOfGigabytesIsRefused(char type) throws Exception {
        long length = 2_000_000_000;
        try (var out = new RandomAccessFile(archive().toFile(), "rw")) {
            out.write(header(type, length));
            out.writeBytes(length + " path=");
            out.setLength(length + 4096);
        }
        assertThatThrownBy(() -> Archive.open(archive()))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("headers are larger");
    }

    @Test
    void headersAboutHeadersAreRefused() throws Exception {
        try (var out = new RandomAccessFile(archive().toFile(), "rw")) {
            for (int i = 0; i < 20_000; i++) {
                out.write(header('x', 0));
            }
            out.write(header('0', 0));
            out.write(new byte[1024]);
        }
        assertThatThrownBy(() -> Archive.open(archive()))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("headers are larger");
    }

    private static byte[] header(char type, long size) {
        var entry = new TarArchiveEntry("name", (byte) type);
        entry.setSize(size);
        var header = new byte[512];
        entry.writeEntryHeader(header);
        return header;
    }

    @Test
    void theBeginOfAMember() throws Exception {
        var file = directory.resolve("file");
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(MIB);
            out.writeBytes("abc");
        }
        write("file", file);
        var archived = Archive.open(archive());
        assertThat(archived.begin("none", 3)).isEmpty();
        assertThat(archived.begin("file", 3)).hasValue(new byte[3]);
        assertThat(archived.begin("file", 2 * MIB))
                .hasValueSatisfying(
                        held -> assertThat(held).hasSize(MIB + 3).endsWith('a', 'b', 'c'));
    }
}
