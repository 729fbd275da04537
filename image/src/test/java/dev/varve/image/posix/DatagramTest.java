package dev.varve.image.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatagramTest {
    /// Says when it receives, and prints the first message: perl is on each Debian, and Java can't receive one.
    private static final String RECEIVER =
            "use Socket; $| = 1; socket(S, AF_UNIX, SOCK_DGRAM, 0) or die;"
                    + " bind(S, pack_sockaddr_un($ARGV[0])) or die; print \"r\"; recv(S, $m, 65536, 0); print $m;";

    @TempDir Path directory;

    @Test
    void arrivesAsItIs() throws Exception {
        var socket = directory.resolve("socket");
        var message = "MESSAGE\n\u0003\u0000\u0000one\n".getBytes(StandardCharsets.US_ASCII);
        var receiver =
                new ProcessBuilder("perl", "-e", RECEIVER, socket.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var out = receiver.getInputStream()) {
            assertThat(out.read()).isEqualTo('r');
            Datagram.send(socket, message);
            assertThat(out.readAllBytes()).isEqualTo(message);
        } finally {
            receiver.destroyForcibly().waitFor();
        }
        assertThatThrownBy(() -> Datagram.send(socket, message)).isInstanceOf(IOException.class);
    }

    @Test
    void nobodyIsThere() {
        assertThatThrownBy(() -> Datagram.send(directory.resolve("none"), new byte[1]))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Datagram.send(directory.resolve("x".repeat(120)), new byte[1]))
                .hasMessageContaining("too long");
    }
}
