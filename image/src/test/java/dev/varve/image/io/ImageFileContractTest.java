package dev.varve.image.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.image.io.ImageFile.Access;
import dev.varve.image.posix.NativeFile;
import dev.varve.image.transfer.Copying;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every [ImageFile] does, by whatever calls.
class ImageFileContractTest {
    @TempDir Path dir;

    /// The two ways.
    enum Way {
        NATIVE {
            @Override
            ImageFile open(Path path, Access access) throws IOException {
                return NativeFile.open(path, access);
            }
        },
        CHANNEL {
            @Override
            ImageFile open(Path path, Access access) throws IOException {
                return ChannelFile.open(path, access);
            }
        };

        abstract ImageFile open(Path path, Access access) throws IOException;
    }

    private Path file(int size, int value) throws IOException {
        var bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return Files.write(dir.resolve("file" + value), bytes);
    }

    private static byte[] read(ImageFile file, long at, int bytes) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var into = arena.allocate(Math.max(1, bytes)).asSlice(0, bytes).fill((byte) 99);
            file.read(at, into);
            return into.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static void write(ImageFile file, long at, int... values) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var from = arena.allocate(values.length);
            for (int i = 0; i < values.length; i++) {
                from.set(ValueLayout.JAVA_BYTE, i, (byte) values[i]);
            }
            file.write(at, from);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void readsZerosBeyondTheEnd(Way way) throws IOException {
        try (var file = way.open(file(3, 7), Access.READ)) {
            assertThat(read(file, 1, 4)).containsExactly(7, 7, 0, 0);
            assertThat(read(file, 100, 2)).containsExactly(0, 0);
            assertThat(file.length()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aWriteBehindTheEndMakesTheFileGrow(Way way) throws IOException {
        try (var file = way.open(file(3, 7), Access.READ_WRITE)) {
            write(file, 5, 1, 2);
            assertThat(read(file, 0, 7)).containsExactly(7, 7, 7, 0, 0, 1, 2);
            file.sync();
        }
        assertThat(dir.resolve("file7")).hasSize(7);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void copiesAndGoesOnWithZerosBehindTheSource(Way way) throws IOException {
        try (var from = way.open(file(3 << 20, 1), Access.READ);
                var to = way.open(file(4 << 20, 2), Access.READ_WRITE)) {
            new Copying(_ -> {}, 0).copy(from, 1, to, 2, (3 << 20) + 9);
            assertThat(read(to, 0, 4)).containsExactly(2, 2, 1, 1);
            assertThat(read(to, 3 << 20, 4)).containsExactly(1, 0, 0, 0);
            assertThat(read(to, (3 << 20) + 10, 3)).containsExactly(0, 2, 2);
        }
    }

    /// Where nothing can be shared, nothing has happened.
    @ParameterizedTest
    @EnumSource(Way.class)
    void sharesAllOrNothing(Way way) throws IOException {
        try (var from = way.open(file(8192, 1), Access.READ);
                var to = way.open(file(8192, 2), Access.READ_WRITE)) {
            byte expected = (byte) (to.share(from, 0, 4096, 4096) ? 1 : 2);
            assertThat(read(to, 0, 4096)).containsOnly(2);
            assertThat(read(to, 4096, 4096)).containsOnly(expected);
            assertThat(to.share(from, 1, 3, 5)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void punchesWithinTheFile(Way way) throws IOException {
        try (var file = way.open(file(20_000, 5), Access.READ_WRITE)) {
            file.punch(100, 10_000);
            file.punch(19_999, 50_000);
            file.punch(30_000, 10);
            assertThat(read(file, 99, 3)).containsExactly(5, 0, 0);
            assertThat(read(file, 10_099, 2)).containsExactly(0, 5);
            assertThat(read(file, 19_998, 2)).containsExactly(5, 0);
            assertThat(file.length()).isEqualTo(20_000);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void dataAndHolesFollowOneAnother(Way way) throws IOException {
        var path = file(4096, 5);
        try (var file = way.open(path, Access.READ_WRITE)) {
            file.setLength(1 << 20);
            write(file, 1 << 19, 1);
            assertThat(file.nextData(0)).isZero();
            long hole = file.nextHole(0);
            assertThat(hole).isBetween(4096L, 1L << 20);
            long data = file.nextData(hole);
            assertThat(data).isGreaterThanOrEqualTo(hole).isLessThanOrEqualTo(1 << 20);
            for (byte octet : read(file, hole, (int) (data - hole))) {
                assertThat(octet).isZero();
            }
            assertThat(file.nextData((1 << 20) - 1)).isBetween((1L << 20) - 1, 1L << 20);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theLengthIsSet(Way way) throws IOException {
        try (var file = way.open(file(10, 5), Access.READ_WRITE)) {
            file.setLength(4);
            file.setLength(6);
            assertThat(read(file, 0, 6)).containsExactly(5, 5, 5, 5, 0, 0);
            assertThat(file.length()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void failuresAreTyped(Way way) throws IOException {
        assertThatThrownBy(() -> way.open(dir.resolve("none"), Access.READ))
                .isInstanceOf(NoSuchFileException.class);
        var path = file(10, 5);
        try (var file = way.open(path, Access.READ)) {
            assertThatThrownBy(() -> write(file, 0, 1))
                    .isInstanceOfAny(IOException.class, NonWritableChannelException.class);
        }
        var closed = way.open(path, Access.READ);
        closed.close();
        closed.close();
        assertThatThrownBy(() -> read(closed, 0, 1)).isInstanceOf(ClosedChannelException.class);
    }
}
