package dev.varve.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.libvirt.LibvirtException.Kind;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    @Test
    void tellsInOneLineThatItIsMissing() {
        var function = new NativeLibrary("libmissing.so.0", "install it").function("f");

        var thrown = catchThrowableOfType(LibvirtException.class, () -> function.call(0));

        assertThat(thrown)
                .hasMessage("cannot load libmissing.so.0: install it")
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(thrown.kind()).isEqualTo(Kind.NO_LIBRARY);
        assertThat(thrown.code()).isZero();
    }

    @Test
    void tellsThatItIsTooOldForAFunction() {
        var function = Libvirt.LIBRARY.function("virDomainTeleport");

        var thrown = catchThrowableOfType(LibvirtException.class, () -> function.call(0));

        assertThat(thrown)
                .hasMessage("the installed libvirt.so.0 is too old: it has no virDomainTeleport");
        assertThat(thrown.kind()).isEqualTo(Kind.UNSUPPORTED);
    }

    @Test
    void tellsThatItLacksAFunctionWhoseAddressIsAskedFor() {
        var thrown =
                catchThrowableOfType(
                        LibvirtException.class, () -> Libvirt.LIBRARY.address("virDomainTeleport"));

        assertThat(thrown.kind()).isEqualTo(Kind.UNSUPPORTED);
    }

    @Test
    void passesEachArgumentInItsPlaceAndAnIntWithItsSign() {
        try (var arena = Arena.ofConfined()) {
            var text = arena.allocate(64);
            var format = arena.allocateFrom("%d %ld %d");
            var snprintf = NativeLibrary.ofC().function("snprintf");

            int length = (int) snprintf.call(text.address(), 64, format.address(), -1, 1L << 40, 3);

            assertThat(text.getString(0)).isEqualTo("-1 1099511627776 3");
            assertThat(length).isEqualTo(18);
        }
    }

    @Test
    void isMissedWhenAConnectionIsOpened(@TempDir Path directory) throws Exception {
        Files.createFile(directory.resolve("libvirt.so.0")); // found first, and no library

        var child =
                ChildJvm.run(
                        directory,
                        Map.of("LD_LIBRARY_PATH", directory.toString()),
                        List.of(),
                        OpenTwice.class);

        var line =
                "NO_LIBRARY cannot load libvirt.so.0: install libvirt's client library"
                        + " (Debian: apt install libvirt0)";
        assertThat(child.output()).containsExactly(line, line);
        assertThat(child.errors()).isEmpty();
    }

    /// Opens a connection twice and prints what comes of it.
    static final class OpenTwice {
        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try (var connection = LibvirtConnection.open("test:///default")) {
                    System.out.println(connection.uri());
                } catch (LibvirtException e) {
                    System.out.println(e.kind() + " " + e.getMessage());
                }
            }
        }

        private OpenTwice() {}
    }
}
