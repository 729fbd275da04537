package dev.varve.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.libvirt.LibvirtException.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibvirtExceptionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # code | domain | kind
                      42   | 10     | NO_DOMAIN
                      72   | 10     | NO_SNAPSHOT
                      83   | 10     | BUSY
                      87   | 10     | BUSY
                      3    | 12     | UNSUPPORTED
                      26   | 0      | UNSUPPORTED
                      67   | 10     | UNSUPPORTED
                      74   | 10     | UNSUPPORTED
                      84   | 10     | UNSUPPORTED
                      29   | 10     | DENIED
                      45   | 7      | DENIED
                      79   | 7      | DENIED
                      88   | 10     | DENIED
                      94   | 7      | DENIED
                      8    | 10     | INVALID
                      27   | 10     | INVALID
                      35   | 10     | INVALID
                      55   | 10     | INVALID
                      92   | 10     | INVALID
                      5    | 0      | DISCONNECTED
                      38   | 7      | DISCONNECTED
                      1    | 7      | DISCONNECTED
                      85   | 50     | DISCONNECTED
                      98   | 66     | DISCONNECTED
                      77   | 10     | RISKY
                      68   | 10     | TIMEOUT
                      86   | 10     | AGENT
                      97   | 10     | AGENT
                      112  | 10     | AGENT
                      113  | 10     | AGENT
                      38   | 10     | FAILED
                      1    | 10     | FAILED
                      9    | 10     | FAILED
                      9999 | 10     | FAILED
                    """)
    void hasAKindThatFollowsFromLibvirtsNumbers(int code, int domain, Kind kind) {
        assertThat(new LibvirtException(code, domain, "").kind()).isEqualTo(kind);
    }

    @Test
    void hasTheMessageThatVirshPrints() throws Exception {
        try (var connection = LibvirtConnection.open("test:///default");
                var domain = connection.domain("test")) {
            var thrown =
                    catchThrowableOfType(
                            LibvirtException.class, () -> domain.snapshot("no such one"));

            assertThat("error: " + thrown.getMessage())
                    .isEqualTo(virsh("snapshot-dumpxml", "test", "no such one"));
        }
    }

    @Test
    void isAllThatIsSeenOfAnError(@TempDir Path directory) throws Exception {
        var child = ChildJvm.run(directory, Map.of(), List.of(), Fail.class);

        assertThat(child.output())
                .containsExactly(
                        "Domain not found",
                        "Failed to connect socket to '/nonexistent': No such file or directory");
        assertThat(child.errors()).isEmpty();
        assertThat(child.exitCode()).isZero();
    }

    /// Meets two errors and prints their messages, while libvirt should print nothing.
    static final class Fail {
        public static void main(String[] arguments) {
            try (var connection = LibvirtConnection.open("test:///default")) {
                fail(() -> connection.domain("no such one").close());
                fail(() ->
                        LibvirtConnection.open("qemu+unix:///system?socket=/nonexistent").close());
            }
        }

        private static void fail(Runnable action) {
            try {
                action.run();
            } catch (LibvirtException e) {
                System.out.println(e.getMessage());
            }
        }

        private Fail() {}
    }

    private static String virsh(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("virsh", "-c", "test:///default"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).start();
        try (var errors = process.getErrorStream()) {
            return new String(errors.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
