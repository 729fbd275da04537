package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.posix.NativeFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OverlayTest {
    @TempDir Path dir;

    private Path base(String options) {
        var path = dir.resolve("base.qcow2");
        Tool.qemuImg("create", "-q", "-f", "qcow2", "-o", options, path.toString(), "10M");
        return path;
    }

    private Path target() {
        return dir.resolve("overlay.qcow2");
    }

    private OverlaySpec on(Path base) {
        return OverlaySpec.of(target(), base, ImageFormat.QCOW2, "t1");
    }

    private static Stream<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).toList().stream();
        }
    }

    @ParameterizedTest
    @CsvSource({"512,off", "65536,off", "2097152,off", "16384,on", "1048576,on"})
    void takesOverClusterSizeAndExtendedL2(int clusterSize, String extended) throws IOException {
        var base = base("cluster_size=" + clusterSize + ",extended_l2=" + extended);
        Tool.qemuIo(base, "write -P 9 1M 2M");
        var made = Overlay.create(on(base));
        assertThat(made.clusterSize()).isEqualTo(clusterSize);
        assertThat(made.extendedL2()).isEqualTo(extended.equals("on"));
        assertThat(made.virtualSize()).isEqualTo(10 << 20);
        assertThat(BackingChain.open(target(), ImageFormat.QCOW2).isComplete()).isTrue();
        assertThat(Tool.contents(target(), "qcow2")).isEqualTo(Tool.contents(base, "qcow2"));
        assertThat(Image.isEmptyOverlay(target())).isTrue();
        assertThat(names(dir)).containsExactlyInAnyOrder("base.qcow2", "overlay.qcow2");
    }

    @Test
    void aRawBaseMayEndWithinASector() throws IOException {
        var base = Files.write(dir.resolve("raw"), new byte[1000]);
        var made = Overlay.create(OverlaySpec.of(target(), base, ImageFormat.RAW, "t"));
        assertThat(made.virtualSize()).isEqualTo(1024);
        assertThat(made.clusterSize()).isEqualTo(65536);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b",
                ",",
                "a,,b,help",
                "?",
                "a:b",
                "nbd:x",
                "-f",
                "--help",
                "a=b",
                " x ",
                "ü",
                "%s$(x)",
                "a\nb",
                "'\"\\"
            })
    void namesAreTakenAsTheyAre(String name) throws IOException {
        var base = Files.move(base("compat=1.1"), dir.resolve(name + ".base"));
        var target = dir.resolve(name);
        var absolute = Overlay.create(OverlaySpec.of(target, base, ImageFormat.QCOW2, "t"));
        assertThat(absolute.backing().orElseThrow().name()).isEqualTo(base.toString());
        Tool.qemuImg("compare", "-f", "qcow2", "-F", "qcow2", "" + target, "" + base);
        var beside = "./" + base.getFileName();
        Overlay.create(
                new OverlaySpec(dir.resolve(name + "2"), base, ImageFormat.QCOW2, beside, "t"));
        Tool.qemuImg("compare", "-f", "qcow2", "-F", "qcow2", target + "2", "" + base);
    }

    @Test
    void aBackingNameMustLeadToTheBase() {
        var base = base("compat=1.1");
        for (var name : new String[] {"elsewhere", "base.qcow2:", "nbd:base.qcow2", ""}) {
            var spec = new OverlaySpec(target(), base, ImageFormat.QCOW2, name, "t");
            assertThatThrownBy(() -> Overlay.create(spec))
                    .isInstanceOf(UnsupportedImageException.class);
        }
        assertThat(target()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "rw-rw-rw-, rw-rw----",
        "rw-rw----, rw-rw----",
        "rw-r--r--, rw-------",
        "r--r--r--, rw-------",
        "rw-------, rw-------"
    })
    void nobodyMayReadItWhoCanNotWriteTheBase(String mode, String expected) throws IOException {
        var base = base("compat=1.1");
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString(mode));
        assumeTrue((int) Files.getAttribute(base, "unix:uid") == 0, "only root gives files away");
        Files.setAttribute(base, "unix:uid", 1234);
        Files.setAttribute(base, "unix:gid", 4321);
        Overlay.create(on(base));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target())))
                .isEqualTo(expected);
        assertThat(Files.getAttribute(target(), "unix:uid")).isEqualTo(1234);
        assertThat(Files.getAttribute(target(), "unix:gid")).isEqualTo(4321);
        assertThat(Files.getAttribute(target(), "unix:nlink")).isEqualTo(1);
    }

    @Test
    void knowsWhatItMade() throws IOException {
        var base = base("compat=1.1");
        Overlay.create(on(base));
        assertThat(Overlay.isMade(on(base))).isTrue();
        Files.setPosixFilePermissions(target(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(Overlay.isMade(on(base))).isFalse();
        Files.delete(target());
        assertThat(Overlay.isMade(on(base))).isFalse();
        Overlay.create(on(base).sized(2 << 20));
        assertThat(Overlay.isMade(on(base))).isFalse();
    }

    @Test
    void aTargetThatExistsIsNotTouched() throws IOException {
        var base = base("compat=1.1");
        Files.writeString(target(), "somebody's");
        assertThatThrownBy(() -> Overlay.create(on(base)))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(target()).hasContent("somebody's");
        Files.delete(target());
        Files.createSymbolicLink(target(), dir.resolve("nowhere"));
        assertThatThrownBy(() -> Overlay.create(on(base)))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(names(dir)).hasSize(2);
    }

    @Test
    void aTargetThatAppearsMeanwhileIsNotTouched() throws IOException {
        var base = base("compat=1.1");
        var overlay =
                new Overlay(
                        new Engine((path, access) -> {
                            Files.writeString(target(), "somebody");
                            return NativeFile.open(path, access);
                        }));
        assertThatThrownBy(() -> overlay.make(on(base)))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(target()).hasContent("somebody");
        assertThat(on(base).partial()).doesNotExist();
    }

    @Test
    void somebodyElsesPartialFileStays() throws IOException {
        var base = base("compat=1.1");
        Files.writeString(on(base).partial(), "another attempt");
        assertThatThrownBy(() -> Overlay.create(on(base)))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining(String.valueOf(on(base).partial().getFileName()));
        assertThat(on(base).partial()).hasContent("another attempt");
    }

    @Test
    void withoutLinksTheNameIsClaimedFirst() throws IOException {
        var partial = Files.writeString(dir.resolve("partial"), "overlay");
        Files.writeString(target(), "somebody's");
        assertThatThrownBy(() -> NewFile.publishWithoutLink(partial, target()))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(target()).hasContent("somebody's");
        Files.delete(target());
        NewFile.publishWithoutLink(partial, target());
        assertThat(target()).hasContent("overlay");
        assertThat(partial).doesNotExist();
        Files.delete(target());
        assertThatThrownBy(() -> NewFile.publishWithoutLink(partial, target()))
                .isInstanceOf(IOException.class);
        assertThat(target()).doesNotExist();
    }

    @Test
    void aFullDiskLeavesNothingBehind() throws IOException {
        var base = base("compat=1.1");
        try (var tmpfs = Tmpfs.mount(dir.resolve("full"), "size=128k")) {
            var target = tmpfs.path().resolve("overlay.qcow2");
            var spec = OverlaySpec.of(target, base, ImageFormat.QCOW2, "t");
            assertThatThrownBy(() -> Overlay.create(spec))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
            assertThat(names(tmpfs.path())).isEmpty();
        }
    }

    @Test
    void aReadOnlyDirectoryIsSaidSo() throws IOException {
        var base = base("compat=1.1");
        try (var tmpfs = Tmpfs.mount(dir.resolve("ro"), "ro")) {
            var target = tmpfs.path().resolve("overlay.qcow2");
            var spec = OverlaySpec.of(target, base, ImageFormat.QCOW2, "t");
            assertThatThrownBy(() -> Overlay.create(spec))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("Read-only");
        }
    }

    @Test
    void aBaseInUseCanBeTheBase() throws IOException {
        var base = base("compat=1.1");
        try (var _ = new OpenImage(base)) {
            Overlay.create(on(base));
        }
        assertThat(Image.isEmptyOverlay(target())).isTrue();
    }

    @Test
    void anEncryptedBaseIsRefused() throws IOException {
        var base = base("compat=1.1");
        var bytes = Files.readAllBytes(base);
        bytes[35] = 1; // AES, which QEMU no longer makes.
        Files.write(base, bytes);
        assertThatThrownBy(() -> Overlay.create(on(base)))
                .isInstanceOf(UnsupportedImageException.class)
                .hasMessageContaining("encrypted");
    }

    /// QEMU reads, writes and checks whatever layout was asked for.
    @ParameterizedTest
    @CsvSource({
        "512, false, false, false",
        "4096, false, true, false",
        "2097152, false, false, false",
        "16384, true, false, false",
        "65536, true, true, true"
    })
    void itIsLaidOutAsAsked(int cluster, boolean extended, boolean lazy, boolean preallocated)
            throws IOException {
        var base = base("compat=1.1");
        var layout =
                new OverlaySpec.Layout(
                        OptionalInt.of(cluster), Optional.of(extended), lazy, preallocated);
        var made = Overlay.create(on(base).with(layout));
        assertThat(made.clusterSize()).isEqualTo(cluster);
        assertThat(made.extendedL2()).isEqualTo(extended);
        assertThat(made.lazyRefcounts()).isEqualTo(lazy);
        Tool.qemuImg("check", "-q", target().toString());
        var shown = Tool.contents(base, "qcow2");
        assertThat(Tool.contents(target(), "qcow2")).isEqualTo(shown);
        Tool.qemuIo(target(), "write -P 3 100k 50k", "write -P 3 100k 50k");
        Tool.qemuImg("check", "-q", target().toString());
    }
}
