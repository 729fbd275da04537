package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.UnsupportedImageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTest {
    @TempDir Path dir;

    private Path create(String name, String options, String size) {
        var path = dir.resolve(name);
        Tool.qemuImg("create", "-q", "-f", "qcow2", "-o", options, path.toString(), size);
        return path;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compat=0.10",
                "compat=0.10,cluster_size=512",
                "compat=0.10,backing_file=%1$s/base.raw,backing_fmt=raw",
                "compat=1.1,cluster_size=512,backing_file=base.raw,backing_fmt=raw",
                "cluster_size=1024,lazy_refcounts=on",
                "cluster_size=4096,refcount_bits=1",
                "cluster_size=16384,extended_l2=on,refcount_bits=64",
                "cluster_size=65536,backing_file=%1$s/base.raw,backing_fmt=raw",
                "cluster_size=131072,extended_l2=on,backing_file=./base.raw,backing_fmt=raw",
                "cluster_size=2097152,extended_l2=on,compression_type=zstd",
                "compression_type=zstd,backing_file=file:%1$s/base.raw,backing_fmt=raw",
                "data_file=%1$s/data.raw,data_file_raw=on",
                "preallocation=metadata",
            })
    void readsAHeaderAsQemuDoes(String options) throws IOException {
        Files.write(dir.resolve("base.raw"), new byte[1 << 20]);
        var path = create("image", options.formatted(dir), "1M");
        assertSameAsQemu(path);
    }

    @Test
    void readsAnEncryptedImageWithoutItsKey() throws IOException {
        var path = dir.resolve("luks");
        Tool.makeEncrypted(path);
        assertThat(Image.read(path, ImageFormat.QCOW2).encrypted()).isTrue();
        assertSameAsQemu(path);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 200, 1000, 1023})
    void readsLongBackingNames(int length) throws IOException {
        var name = "/" + "n".repeat(length - 1);
        var path = dir.resolve("long");
        Tool.qemuImg(
                "create",
                "-q",
                "-u",
                "-f",
                "qcow2",
                "-b",
                name,
                "-F",
                "raw",
                path.toString(),
                "1M");
        var backing = Image.read(path, ImageFormat.QCOW2).backing().orElseThrow();
        assertThat(backing.name()).isEqualTo(name);
        assertSameAsQemu(path);
    }

    private static void assertSameAsQemu(Path path) throws IOException {
        var json = Tool.qemuImg("info", "-U", "-f", "qcow2", "--output=json", path.toString());
        var info = Image.read(path, ImageFormat.QCOW2);
        assertThat(Tool.field(json, "virtual-size")).hasValue("" + info.virtualSize());
        assertThat(Tool.field(json, "actual-size")).hasValue("" + info.allocatedBytes());
        assertThat(Tool.field(json, "cluster-size")).hasValue("" + info.clusterSize());
        assertThat(Tool.field(json, "backing-filename"))
                .isEqualTo(info.backing().map(Backing::name));
        assertThat(Tool.field(json, "backing-filename-format"))
                .isEqualTo(info.backing().flatMap(Backing::format).map(ImageFormat::formatName));
        assertThat(Tool.field(json, "data-file")).isEqualTo(info.dataFile());
        assertThat(Tool.field(json, "dirty-flag")).hasValue("" + info.dirty());
        assertThat(Tool.field(json, "encrypted").orElse("false")).isEqualTo("" + info.encrypted());
        assertThat(Tool.field(json, "corrupt").orElse("false")).isEqualTo("" + info.corrupt());
        assertThat(Tool.field(json, "extended-l2").orElse("false"))
                .isEqualTo("" + info.extendedL2());
        assertThat(Tool.field(json, "lazy-refcounts").orElse("false"))
                .isEqualTo("" + info.lazyRefcounts());
    }

    @Test
    void countsInternalSnapshotsAndBitmaps() throws IOException {
        var path = create("image", "compat=1.1", "1M");
        Tool.qemuImg("snapshot", "-c", "one", path.toString());
        Tool.qemuImg("snapshot", "-c", "two", path.toString());
        Tool.qemuImg("bitmap", "--add", path.toString(), "b0");
        var info = Image.read(path, ImageFormat.QCOW2);
        assertThat(info.internalSnapshots()).isEqualTo(2);
        assertThat(info.bitmaps()).isEqualTo(1);
    }

    @Test
    void aRawImageThatBeginsLikeQcow2StaysRaw() throws IOException {
        var path = create("hostile", "backing_file=/etc/passwd,backing_fmt=raw", "1M");
        var info = Image.read(path, ImageFormat.RAW);
        assertThat(info.virtualSize()).isEqualTo(Files.size(path));
        assertThat(info.backing()).isEmpty();
        assertThat(Image.probe(path)).isTrue();
    }

    @Test
    void aSparseRawImageIsMeasuredByWhatItTakes() throws IOException {
        var path = dir.resolve("raw");
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(10 << 20);
            file.write(new byte[65536]);
        }
        var info = Image.read(path, ImageFormat.RAW);
        assertThat(info.virtualSize()).isEqualTo(10 << 20);
        assertThat(info.allocatedBytes()).isBetween(65536L, 1L << 20);
        assertThat(Image.allocatedData(path, ImageFormat.RAW)).isEqualTo(info.allocatedBytes());
        assertThat(Image.probe(path)).isFalse();
    }

    @Test
    void aBlockDeviceHasItsSize() throws IOException {
        var path = dir.resolve("raw");
        Files.write(path, new byte[3 << 20]);
        var loop = Tool.run("losetup", "-f", "--show", path.toString());
        assumeTrue(loop.status() == 0, "no loop devices: " + loop.output());
        var device = Path.of(loop.output().strip());
        try {
            var info = Image.read(device, ImageFormat.RAW);
            assertThat(info.virtualSize()).isEqualTo(3 << 20);
            assertThat(info.allocatedBytes()).isZero();
            assertThat(Image.allocatedData(device, ImageFormat.RAW)).isEqualTo(3 << 20);
            assertThatThrownBy(() -> Image.remove(device))
                    .isInstanceOf(UnsupportedImageException.class);
        } finally {
            Tool.must("losetup", "-d", device.toString());
        }
    }

    @Test
    void aPipeIsRefusedBeforeItIsOpened() {
        var pipe = dir.resolve("pipe");
        Tool.must("mkfifo", pipe.toString());
        assertThatThrownBy(() -> Image.read(pipe, ImageFormat.RAW))
                .isInstanceOf(UnsupportedImageException.class);
        assertThatThrownBy(() -> Image.probe(dir)).isInstanceOf(UnsupportedImageException.class);
        assertThat(Image.isEmptyOverlay(pipe)).isFalse();
    }

    @Test
    void otherFormatsAreRefusedByName() throws IOException {
        var path = Files.createFile(dir.resolve("x"));
        assertThatThrownBy(() -> Image.read(path, ImageFormat.of("vmdk")))
                .isInstanceOf(UnsupportedImageException.class)
                .hasMessageContaining("vmdk");
        assertThatThrownBy(() -> Image.read(path, ImageFormat.QCOW2))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining(path.toString());
        assertThat(ImageFormat.of("gluster2")).isEqualTo(ImageFormat.OTHER);
    }

    @Test
    void backingNamesAreUnderstoodAsQemuDoes() throws IOException {
        var image = dir.resolve("sub/top.qcow2");
        Optional<ImageFormat> none = Optional.empty();
        assertThat(Backing.of(image, "b.raw", none))
                .isEqualTo(new Backing.OfFile("b.raw", dir.resolve("sub/b.raw"), none));
        assertThat(Backing.of(image, "./a:b", none)).isInstanceOf(Backing.OfFile.class);
        assertThat(Backing.of(image, "/a:b", none)).isInstanceOf(Backing.OfFile.class);
        assertThat(Backing.of(image, "file:/a:b", none))
                .isEqualTo(new Backing.OfFile("file:/a:b", Path.of("/a:b"), none));
        for (var name : new String[] {"a:b", "file:b", "nbd:h:1", "json:{}", "https://h/x", ":"}) {
            assertThat(Backing.of(image, name, none)).isEqualTo(new Backing.OfProtocol(name, none));
        }
    }

    @Test
    void removalIsRepeatableAndTakesLinksAlone() throws IOException {
        var path = create("image", "compat=1.1", "1M");
        var link = Files.createSymbolicLink(dir.resolve("link"), path);
        assertThat(Image.sameFile(link, path)).isTrue();
        assertThat(Image.remove(link)).isTrue();
        assertThat(path).exists();
        assertThat(Image.remove(path)).isTrue();
        assertThat(Image.remove(path)).isFalse();
        assertThat(Image.sameFile(path, dir)).isFalse();
        var directory = Files.createDirectory(dir.resolve("directory"));
        assertThatThrownBy(() -> Image.remove(directory))
                .isInstanceOf(UnsupportedImageException.class);
        assertThatThrownBy(() -> Image.remove(dir.resolve("none/image")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compat=0.10",
                "compat=1.1",
                "cluster_size=512",
                "cluster_size=2097152",
                "extended_l2=on",
            })
    void dataIsCountedByTheTables(String options) throws IOException {
        var path = create("image", options, "64M");
        assertThat(Image.allocatedData(path, ImageFormat.QCOW2)).isZero();
        Tool.qemuIo(path, "write -P 1 0 4M", "write -P 2 40M 2M", "write -z 2M 2M");
        long cluster = Image.read(path, ImageFormat.QCOW2).clusterSize();
        // Version 2 has no zero clusters: there they are freed, as there is no backing image.
        assertThat(Image.allocatedData(path, ImageFormat.QCOW2))
                .isBetween(4L << 20, (4L << 20) + 2 * cluster);
    }

    @Test
    void compressedDataIsCountedAsStored() throws IOException {
        var raw = dir.resolve("raw");
        Files.write(raw, "compressible ".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        var path = dir.resolve("compressed");
        Tool.qemuImg("convert", "-c", "-f", "raw", "-O", "qcow2", raw.toString(), path.toString());
        assertThat(Image.allocatedData(path, ImageFormat.QCOW2))
                .isPositive()
                .isLessThan(Files.size(path));
    }
}
