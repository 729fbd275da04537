package dev.varve.image.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file that a user besides its owner may read and write.
class AccessListTest {
    private static final String NAME = "system.posix_acl_access";

    @TempDir Path directory;
    private Path from;
    private Path to;

    @BeforeEach
    void make() throws IOException {
        from = Files.createFile(directory.resolve("from"));
        to = Files.createFile(directory.resolve("to"));
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
    }

    /// The owner, user 1000, the group, the mask, all others.
    private static byte[] list(int owner, int user, int group, int mask, int others) {
        var list = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
        list.putShort((short) 1).putShort((short) owner).putInt(-1);
        list.putShort((short) 2).putShort((short) user).putInt(1000);
        list.putShort((short) 4).putShort((short) group).putInt(-1);
        list.putShort((short) 0x10).putShort((short) mask).putInt(-1);
        list.putShort((short) 0x20).putShort((short) others).putInt(-1);
        return list.array();
    }

    private void set(byte[] list) {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            long done =
                    Posix.setxattr(
                            state,
                            arena.allocateFrom(from.toString()),
                            arena.allocateFrom(NAME),
                            arena.allocateFrom(ValueLayout.JAVA_BYTE, list),
                            list.length);
            assertThat(done).as("the file system has access control lists").isZero();
        }
    }

    private String list() throws IOException {
        return ExtendedAttributes.of(to).getOrDefault(NAME, "none");
    }

    @Test
    void aFileGetsTheWholeList() throws IOException {
        set(list(4, 6, 4, 6, 4));
        AccessList.copy(from, to);
        assertThat(list()).isEqualTo(HexFormat.of().formatHex(list(4, 6, 4, 6, 4)));
        assertThat(Files.getPosixFilePermissions(to))
                .isEqualTo(PosixFilePermissions.fromString("r--rw-r--"));
    }

    @Test
    void anImageIsItsOwnersToWriteAndNobodysElseThatIsNotNamed() throws IOException {
        set(list(4, 7, 5, 7, 5));
        AccessList.copyOfImage(from, to);
        assertThat(list()).isEqualTo(HexFormat.of().formatHex(list(6, 6, 4, 6, 0)));
    }

    @Test
    void withoutAListNothingIsDone() throws IOException {
        AccessList.copy(from, to);
        AccessList.copyOfImage(from, to);
        assertThat(list()).isEqualTo("none");
        assertThat(Files.getPosixFilePermissions(to))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
}
