package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.image.failure.NoSpaceException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.NativeFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A merge that runs out of room: what is read through the top stays, the image that was written to is sound, and what
/// the merge took is given back.
class FullFileSystemTest {
    private static final int LEAKS_ONLY = 3;
    private static final long MIB = 1 << 20;

    /// The last cluster may be longer than it was, and a disk that grows keeps its larger first table.
    private static final long CLUSTER = 64 << 10;

    @TempDir Path directory;

    private Path base() {
        return directory.resolve("base");
    }

    private Path top() {
        return directory.resolve("top");
    }

    private interface Merge {
        void run(Engine engine) throws IOException;
    }

    private void commit(Engine engine) throws IOException {
        var _ = new Commit(engine).commit(top(), ImageFormat.QCOW2, base(), CopyProgress.ignored());
    }

    @ParameterizedTest
    @EnumSource(
            value = CutTest.Scene.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ZEROS", "SUBCLUSTERS"}) // These take no room.
    void whereverACommitRunsOutOfRoom(CutTest.Scene scene) throws IOException {
        scene.make(directory.resolve("bottom"), base(), top());
        everywhere(base(), this::commit);
    }

    @ParameterizedTest
    @EnumSource(CutTest.Scene.class)
    void whereverAPullRunsOutOfRoom(CutTest.Scene scene) throws IOException {
        var bottom = directory.resolve("bottom");
        scene.make(bottom, base(), top());
        everywhere(
                top(),
                engine ->
                        new Pull(engine)
                                .pull(
                                        top(),
                                        bottom.toString(),
                                        ImageFormat.QCOW2,
                                        CopyProgress.ignored()));
    }

    /// The file may grow to each of its lengths on the way, and no further.
    private void everywhere(Path written, Merge merge) throws IOException {
        var shown = Tool.contents(top(), "qcow2");
        var before = Files.readAllBytes(written);
        merge.run(Engine.ofHost());
        long needed = Files.size(written);
        long step = Math.max(512, (needed - before.length) / 12);
        int failures = 0;
        for (long limit = before.length; limit < needed; limit += step) {
            Files.write(written, before);
            long room = limit;
            assertThatThrownBy(() -> merge.run(limited(room))).isInstanceOf(NoSpaceException.class);
            failures++;
            assertThat(Files.size(written))
                    .as("with room for %s", limit)
                    .isLessThanOrEqualTo((before.length + CLUSTER - 1) / CLUSTER * CLUSTER);
            assertThat(Tool.run("qemu-img", "check", written.toString()).status())
                    .isIn(0, LEAKS_ONLY);
            assertThat(Tool.contents(top(), "qcow2"))
                    .as("with room for %s", limit)
                    .isEqualTo(shown);
        }
        merge.run(Engine.ofHost());
        assertThat(Tool.contents(top(), "qcow2")).isEqualTo(shown);
        assertThat(failures).as("failures").isPositive();
    }

    private static Engine limited(long length) {
        return new Engine((path, access) -> {
            var file = NativeFile.open(path, access);
            return (ImageFile)
                    Proxy.newProxyInstance(
                            ImageFile.class.getClassLoader(),
                            new Class<?>[] {ImageFile.class},
                            (_, method, arguments) -> {
                                if (method.getName().equals("write")) {
                                    long at = (long) arguments[0];
                                    if (at + ((MemorySegment) arguments[1]).byteSize() > length) {
                                        throw new NoSpaceException(path, "no room");
                                    }
                                }
                                if (method.getName().equals("share")) {
                                    return false;
                                }
                                try {
                                    return method.invoke(file, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aCommitGivesBackWhatItTook(String format) throws IOException {
        try (var small = Tmpfs.mount(directory.resolve("small"), "size=12m")) {
            var base = small.path().resolve("base");
            var top = small.path().resolve("top");
            Tool.qemuImg("create", "-q", "-f", format, base.toString(), "8M");
            Tool.qemuImg("create", "-q", "-f", "qcow2", "-b", "base", "-F", format, top.toString());
            Tool.qemuIo(top, "write -P 1 0 3M", "write -P 2 4M 2M", "write -P 3 7M 4k");
            Files.write(small.path().resolve("others"), new byte[(int) (4 * MIB)]);
            var shown = contents(top, "qcow2");
            long free = Files.getFileStore(top).getUsableSpace();
            assertThatThrownBy(
                            () -> Commit.run(top, ImageFormat.QCOW2, base, CopyProgress.ignored()))
                    .isInstanceOf(NoSpaceException.class)
                    .hasMessageContaining("No space left on device");
            assertThat(Files.getFileStore(top).getUsableSpace()).isGreaterThanOrEqualTo(free);
            assertThat(contents(top, "qcow2")).isEqualTo(shown);
            Files.delete(small.path().resolve("others"));
            assertThat(Commit.run(top, ImageFormat.QCOW2, base, CopyProgress.ignored())).isEmpty();
            assertThat(contents(base, format)).isEqualTo(shown);
        }
    }

    /// Where there is room to look at them.
    private String contents(Path image, String format) throws IOException {
        var raw = directory.resolve("contents.raw");
        Tool.qemuImg("convert", "-f", format, "-O", "raw", image.toString(), raw.toString());
        return Tool.digest(raw);
    }

    /// An exchange pulls into the overlay first, and leaves as much room to the commit as there was.
    @Test
    void anExchangeGivesBackWhatItTook() throws IOException {
        try (var small = Tmpfs.mount(directory.resolve("small"), "size=160m")) {
            var base = small.path().resolve("base");
            var top = small.path().resolve("top");
            Tool.qemuImg("create", "-q", "-f", "qcow2", base.toString(), "64M");
            Tool.qemuIo(base, "write -P 1 0 16M");
            Tool.qemuImg(
                    "create", "-q", "-f", "qcow2", "-b", "base", "-F", "qcow2", top.toString());
            Tool.qemuIo(top, "write -P 2 16M 40M");
            var commit = CheapestCommit.of(top, base, "test");
            assertThat(commit.exchanges()).isTrue();
            long free = Files.getFileStore(top).getUsableSpace();
            Files.write(small.path().resolve("others"), new byte[(int) (free - 8 * MIB)]);
            long left = Files.getFileStore(top).getUsableSpace();
            assertThatThrownBy(() -> commit.run(CopyProgress.ignored()))
                    .isInstanceOf(NoSpaceException.class);
            assertThat(Files.getFileStore(top).getUsableSpace()).isGreaterThanOrEqualTo(left);
            assertThat(small.path()).isDirectoryNotContaining("glob:**.part*");
        }
    }
}
