package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.image.check.CheckResult;
import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.ImageLocks;
import dev.varve.image.posix.NativeFile;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `bottom <-- base <-- middle <-- top`, of which base holds less than what lies on it.
///
/// A build makes every third cut, `-Dvarve.nightly=true` makes all.
class ExchangeTest {
    private static final String TAG = "test";
    private static final int STRIDE = Boolean.getBoolean("varve.nightly") ? 1 : 3;

    @TempDir Path directory;

    /// Ends the program, as far as a test can: nobody cleans up behind it.
    private static final class Cut extends Error {
        private static final long serialVersionUID = 1L;
    }

    enum Scene {
        ON_A_BOTTOM,
        ON_NOTHING,
        OF_THREE,
        GROWN
    }

    private Path bottom() {
        return directory.resolve("bottom");
    }

    private Path base() {
        return directory.resolve("base");
    }

    private Path top() {
        return directory.resolve("top");
    }

    private void make(Scene scene, String options) throws IOException {
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        if (scene == Scene.ON_NOTHING) {
            Tool.qemuImg("create", "-q", "-f", "qcow2", "-o", options, base().toString(), "4M");
        } else {
            Tool.qemuImg("create", "-q", "-f", "qcow2", bottom().toString(), "4M");
            Tool.qemuIo(bottom(), "write -P 9 0 4M");
            overlay("bottom", base(), options, "4M");
        }
        Tool.qemuIo(base(), "write -P 1 0 192k", "write -z 1M 64k", "write -P 2 700k 3k");
        var below = base();
        if (scene == Scene.OF_THREE) {
            overlay("base", directory.resolve("middle"), options, "4M");
            Tool.qemuIo(directory.resolve("middle"), "write -P 3 64k 64k", "write -z 1408k 64k");
            below = directory.resolve("middle");
        }
        var size = scene == Scene.GROWN ? "9M" : "4M";
        overlay(below.getFileName().toString(), top(), options, size);
        Tool.qemuIo(top(), "write -P 4 128k 1M", "write -P 5 2M 1M");
        if (scene == Scene.GROWN) {
            Tool.qemuIo(top(), "write -P 6 8M 64k");
        }
    }

    private static void overlay(String below, Path path, String options, String size) {
        Tool.qemuImg(
                "create",
                "-q",
                "-f",
                "qcow2",
                "-F",
                "qcow2",
                "-b",
                below,
                "-o",
                options,
                path.toString(),
                size);
    }

    private void make(Scene scene) throws IOException {
        make(scene, "cluster_size=64k");
    }

    private CheapestCommit commit() throws IOException {
        return CheapestCommit.of(top(), base(), TAG);
    }

    private void run() throws IOException {
        assertThat(commit().run(CopyProgress.ignored())).isEmpty();
    }

    private Object inode(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino");
    }

    private static String contents(Path image) throws IOException {
        return Tool.contents(image, "qcow2");
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void theOverlaysFileTakesTheBasesPlace(Scene scene) throws IOException {
        make(scene);
        var shown = contents(top());
        var file = inode(top());
        var below = Image.read(base(), ImageFormat.QCOW2).backing().map(Backing::name);
        assertThat(commit().exchanges()).isTrue();
        assertThat(commit().bytes()).isLessThan(Commit.bytes(top(), ImageFormat.QCOW2, base()));
        run();
        assertThat(inode(base())).isEqualTo(file);
        assertThat(Image.read(base(), ImageFormat.QCOW2).backing().map(Backing::name))
                .isEqualTo(below);
        assertDone(shown);
        assertThat(Image.isEmptyOverlay(top())).isTrue();
        assertThat(Check.of(base()).verdict()).isEqualTo(CheckResult.Verdict.SOUND);
    }

    private void assertDone(String shown) throws IOException {
        assertThat(contents(base())).isEqualTo(shown);
        assertThat(contents(top())).isEqualTo(shown);
        assertThat(BackingChain.open(top(), ImageFormat.QCOW2).layers())
                .extracting(ImageInfo::path)
                .contains(base());
        assertThat(Check.of(base()).verdict())
                .isIn(CheckResult.Verdict.SOUND, CheckResult.Verdict.LEAKS);
        assertNothingElseIsThere();
    }

    private void assertNothingElseIsThere() throws IOException {
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .isSubsetOf("bottom", "base", "middle", "top");
        }
        assertThat((int) Files.getAttribute(base(), "unix:nlink")).isOne();
    }

    /// Cut at each write and each change of a name, once before and once behind it.
    @ParameterizedTest
    @EnumSource(Scene.class)
    void eachCutCanBeGoneOnWith(Scene scene) throws IOException {
        for (int cut = 1; cutAt(scene, cut, () -> {}); cut += STRIDE) {}
    }

    private interface Meanwhile {
        void run() throws IOException;
    }

    private boolean cutAt(Scene scene, int at, Meanwhile meanwhile) throws IOException {
        make(scene);
        var shown = contents(top());
        var before = contents(base());
        var cutter = new Cutter(at);
        try {
            CheapestCommit.of(cutter.engine(), cutter, top(), base(), TAG)
                    .run(CopyProgress.ignored());
            assertThat(cutter.passed).isGreaterThan(10);
            return false;
        } catch (Cut e) {
            assertThat(contents(top())).as("top, cut at " + at).isEqualTo(shown);
            assertThat(contents(base())).as("base, cut at " + at).isIn(before, shown);
        }
        meanwhile.run();
        var after = contents(top());
        run();
        assertThat(contents(top())).as("top after a cut at " + at).isEqualTo(after);
        assertDone(after);
        return true;
    }

    /// A guest that is started in between knows nothing of it.
    @Test
    void whatIsWrittenAfterACutIsKept() throws IOException {
        for (int cut = 1;
                cutAt(Scene.ON_A_BOTTOM, cut, () -> Tool.qemuIo(top(), "write -P 7 0 300k"));
                cut += STRIDE) {}
    }

    @Test
    void aDiskThatGrowsAfterACutIsKept() throws IOException {
        for (int cut = 1;
                cutAt(
                        Scene.ON_NOTHING,
                        cut,
                        () -> Tool.qemuImg("resize", "-q", "-f", "qcow2", top().toString(), "6M"));
                cut += STRIDE) {}
    }

    private void assertCommitted() throws IOException {
        var shown = contents(top());
        var file = inode(base());
        assertThat(commit().exchanges()).isFalse();
        assertThat(commit().bytes()).isEqualTo(Commit.bytes(top(), ImageFormat.QCOW2, base()));
        run();
        assertThat(inode(base())).isEqualTo(file);
        assertThat(contents(base())).isEqualTo(shown);
    }

    /// The other name is somebody else's.
    @Test
    void aBaseOfTwoNamesIsCommittedInto() throws IOException {
        make(Scene.ON_A_BOTTOM);
        Files.createLink(directory.resolve("other"), base());
        assertCommitted();
        assertThat(inode(directory.resolve("other"))).isEqualTo(inode(base()));
    }

    @Test
    void anOverlayOfTwoNamesKeepsItsFile() throws IOException {
        make(Scene.ON_A_BOTTOM);
        Files.createLink(directory.resolve("other"), top());
        assertCommitted();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"cluster_size=4k", "compat=0.10", "lazy_refcounts=on", "refcount_bits=8"})
    void aBaseOfAnotherLayoutKeepsIt(String options) throws IOException {
        make(Scene.ON_A_BOTTOM, options);
        Files.delete(top());
        overlay("base", top(), "cluster_size=64k", "4M");
        Tool.qemuIo(top(), "write -P 4 0 3M");
        assertCommitted();
    }

    @Test
    void whatIsCompressedStaysSo() throws IOException {
        make(Scene.ON_A_BOTTOM);
        Tool.qemuIo(base(), "write -c -P 8 3M 64k");
        assertCommitted();
    }

    @Test
    void anInternalSnapshotStaysInItsFile() throws IOException {
        make(Scene.ON_A_BOTTOM);
        Tool.qemuImg("snapshot", "-c", "kept", base().toString());
        assertCommitted();
        assertThat(InternalSnapshots.of(base())).hasSize(1);
    }

    @Test
    void aBitmapStaysInItsFile() throws IOException {
        make(Scene.ON_A_BOTTOM);
        Tool.qemuImg("bitmap", "--add", base().toString(), "b");
        var shown = contents(top());
        assertThat(commit().exchanges()).isFalse();
        assertThat(commit().run(CopyProgress.ignored())).containsExactly("b");
        assertThat(contents(base())).isEqualTo(shown);
    }

    @Test
    void anOverlayThatHoldsLittleIsCommitted() throws IOException {
        make(Scene.ON_A_BOTTOM);
        Files.delete(top());
        overlay("base", top(), "cluster_size=64k", "4M");
        Tool.qemuIo(top(), "write -P 4 0 64k");
        assertCommitted();
    }

    /// A commit over what is there needs none, and people delete snapshots to get room.
    @Test
    void whereThereIsLittleRoomACommitIsMade() throws IOException {
        try (var tmpfs = Tmpfs.mount(directory.resolve("full"), "size=40m")) {
            directory = tmpfs.path();
            make(Scene.ON_A_BOTTOM);
            assertCommitted();
        }
    }

    /// Relative names mean something else there.
    @Test
    void anOverlayInAnotherDirectoryKeepsItsFile() throws IOException {
        make(Scene.ON_A_BOTTOM);
        var elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        var other = elsewhere.resolve("top");
        Files.copy(top(), other);
        Tool.qemuImg(
                "rebase",
                "-u",
                "-f",
                "qcow2",
                "-F",
                "qcow2",
                "-b",
                base().toString(),
                other.toString());
        assertThat(CheapestCommit.of(other, base(), TAG).exchanges()).isFalse();
        Files.delete(other);
        Files.delete(elsewhere);
    }

    /// What Java itself doesn't show of a file is compared, and not carried over.
    @Test
    void aBaseThatIsMarkedKeepsItsFile() throws IOException {
        make(Scene.ON_A_BOTTOM);
        Files.getFileAttributeView(base(), UserDefinedFileAttributeView.class)
                .write("owner", ByteBuffer.wrap(new byte[] {1}));
        assertCommitted();
    }

    @Test
    void theModeIsTheBases() throws IOException {
        make(Scene.ON_A_BOTTOM);
        Files.setPosixFilePermissions(base(), PosixFilePermissions.fromString("rw-r-----"));
        Files.setPosixFilePermissions(top(), PosixFilePermissions.fromString("rw-------"));
        assertThat(commit().exchanges()).isTrue();
        run();
        assertThat(Files.getPosixFilePermissions(base()))
                .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    }

    /// Who reads the base would go on with a file that has no name any more.
    @Test
    void aBaseThatIsReadIsLeftAlone() throws IOException {
        make(Scene.ON_A_BOTTOM);
        var file = inode(base());
        try (var _ = ImageLocks.toRead(base())) {
            var commit = commit();
            assertThat(commit.exchanges()).isTrue();
            assertThatThrownBy(() -> commit.run(CopyProgress.ignored()))
                    .isInstanceOf(ImageInUseException.class);
        }
        assertThat(inode(base())).isEqualTo(file);
        assertNothingElseIsThere();
    }

    /// A name that can't be had, as where something is mounted on it.
    @Test
    void aNameThatCannotBeHadLeavesACommit() throws IOException {
        make(Scene.ON_A_BOTTOM);
        var shown = contents(top());
        var names =
                new Cutter(Integer.MAX_VALUE) {
                    @Override
                    public void move(Path from, Path to) throws IOException {
                        throw new FileSystemException(
                                to.toString(), null, "Device or resource busy");
                    }
                };
        var file = inode(base());
        CheapestCommit.of(Engine.ofHost(), names, top(), base(), TAG).run(CopyProgress.ignored());
        assertThat(inode(base())).isEqualTo(file);
        assertDone(shown);
    }

    /// A commit writes over what is there, and people delete snapshots to get room.
    @Test
    void whereAPullHasNoRoomACommitIsMade() throws IOException {
        make(Scene.ON_A_BOTTOM);
        var shown = contents(top());
        var file = inode(base());
        var full =
                new Engine((path, access) -> {
                    var opened = NativeFile.open(path, access);
                    return path.equals(top()) && access == ImageFile.Access.READ_WRITE
                            ? full(opened)
                            : opened;
                });
        var commit = CheapestCommit.of(full, FileNames.ofHost(), top(), base(), TAG);
        assertThat(commit.exchanges()).isTrue();
        commit.run(CopyProgress.ignored());
        assertThat(inode(base())).isEqualTo(file);
        assertDone(shown);
    }

    /// A file that has got some data, and gets no more.
    private static ImageFile full(ImageFile file) {
        var written = new int[1];
        return proxy(
                file,
                method -> {
                    if (method.equals("write") && ++written[0] > 2) {
                        throw new FileSystemException(
                                file.path().toString(), null, "Disk quota exceeded");
                    }
                });
    }

    /// The file of the overlay has to be written by whoever starts the guest in between.
    @Test
    void aBaseThatIsKeptReadOnlyKeepsItsFile() throws IOException {
        make(Scene.ON_A_BOTTOM);
        Files.setPosixFilePermissions(base(), PosixFilePermissions.fromString("r--r-----"));
        assertCommitted();
        assertThat(Files.getPosixFilePermissions(top())).contains(PosixFilePermission.OWNER_WRITE);
    }

    private void nameTopAsBase() throws IOException {
        make(Scene.ON_A_BOTTOM);
        Pull.onto(top(), "bottom", ImageFormat.QCOW2, CopyProgress.ignored());
        Files.delete(base());
    }

    /// As somebody does who clears away partial files.
    @Test
    void anEmptyOverlayThatIsGoneIsMadeAnew() throws IOException {
        nameTopAsBase();
        Files.createLink(base(), top());
        var shown = contents(top());
        run();
        assertDone(shown);
    }

    /// There is one name only, whatever leads to it.
    @Test
    void aBaseThatLeadsToTheOverlayIsNoExchange() throws IOException {
        nameTopAsBase();
        Files.createSymbolicLink(base(), top().getFileName());
        var shown = contents(top());
        assertThatThrownBy(this::run).isInstanceOf(UnsupportedImageException.class);
        assertThat(contents(top())).isEqualTo(shown);
    }

    private interface Before {
        void call(String method) throws IOException;
    }

    private static ImageFile proxy(ImageFile file, Before before) {
        return (ImageFile)
                Proxy.newProxyInstance(
                        ImageFile.class.getClassLoader(),
                        new Class<?>[] {ImageFile.class},
                        (_, method, arguments) -> {
                            before.call(method.getName());
                            return method.invoke(file, arguments);
                        });
    }

    /// Counts what changes a file or a name, and ends the program at one of them.
    private static class Cutter implements FileNames {
        private final int at;
        private final FileNames names = FileNames.ofHost();
        private int passed;

        Cutter(int at) {
            this.at = at;
        }

        private void pass() {
            if (++passed == at) {
                throw new Cut();
            }
        }

        Engine engine() {
            return new Engine((path, access) -> {
                var file = NativeFile.open(path, access);
                return access == ImageFile.Access.READ ? file : cut(file);
            });
        }

        private ImageFile cut(ImageFile file) {
            return proxy(
                    file,
                    method -> {
                        if (List.of("write", "punch", "setLength", "sync").contains(method)) {
                            pass();
                        }
                    });
        }

        @Override
        public void link(Path name, Path file) throws IOException {
            pass();
            names.link(name, file);
            pass();
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            pass();
            names.move(from, to);
            pass();
        }

        @Override
        public void remove(Path name) throws IOException {
            names.remove(name);
        }
    }
}
