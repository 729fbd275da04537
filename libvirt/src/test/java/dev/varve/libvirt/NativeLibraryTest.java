package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.libvirt.LibvirtException.Kind;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    private static final FunctionDescriptor TYPE = FunctionDescriptor.of(JAVA_INT, ADDRESS);

    @Test
    void tellsInOneLineThatItIsMissing() {
        var function = new NativeLibrary("libmissing.so.0", "install it").function("f", TYPE);

        var thrown =
                catchThrowableOfType(
                        LibvirtException.class,
                        () -> {
                            int _ = (int) function.invokeExact(MemorySegment.NULL);
                        });

        assertThat(thrown)
                .hasMessage("cannot load libmissing.so.0: install it")
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(thrown.kind()).isEqualTo(Kind.NO_LIBRARY);
        assertThat(thrown.code()).isZero();
    }

    @Test
    void tellsThatItIsTooOldForAFunction() {
        var function = Libvirt.LIBRARY.function("virDomainTeleport", TYPE);

        var thrown =
                catchThrowableOfType(
                        LibvirtException.class,
                        () -> {
                            int _ = (int) function.invokeExact(MemorySegment.NULL);
                        });

        assertThat(thrown)
                .hasMessage("the installed libvirt.so.0 is too old: it has no virDomainTeleport");
        assertThat(thrown.kind()).isEqualTo(Kind.UNSUPPORTED);
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
