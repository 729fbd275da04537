package dev.varve;

import static dev.varve.LibraryHost.perform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.operation.Change;
import dev.varve.operation.NbdAddress;
import dev.varve.operation.NbdRequest;
import dev.varve.operation.VarveException;
import dev.varve.state.ServedDisk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NbdExportTest {
    @AutoClose private final LibraryHost host = LibraryHost.open();
    private final Domain web = host.define("nbd");

    @BeforeEach
    void prepare() {
        host.write(web, 1);
        perform(web, Change.create("one"));
        host.write(web, 2);
    }

    private static void assertReads(String uri, int value) {
        var read = "read -q -P %d %dk 64k".formatted(value, 64 * value);
        LibraryHost.run("qemu-io", "-r", "-f", "raw", "-c", read, uri);
    }

    @Test
    void servesTheOnlyDiskOnASocketOfItsOwn() {
        try (var served = web.serve(NbdRequest.of("one"))) {
            assertThat(served.disk())
                    .isEqualTo(
                            new ServedDisk(
                                    web.name(),
                                    Optional.of("one"),
                                    "vda",
                                    host.file(web.name() + ".qcow2"),
                                    "qcow2",
                                    false));
            assertThat(served.address())
                    .isInstanceOfSatisfying(
                            NbdAddress.UnixSocket.class, at -> assertThat(at.path()).exists());
            assertReads(served.uri(), 1);
        }
    }

    @Test
    void servesThePresentStateOnAPort() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (var served = web.serve(NbdRequest.present().disk("vda").onPort(port))) {
            assertThat(served.address()).isEqualTo(new NbdAddress.LocalPort(port));
            assertThat(served.disk().snapshot()).isEmpty();
            assertReads(served.uri(), 2);
        }
    }

    @Test
    void tellsThatItHasEnded() throws Exception {
        var served = web.serve(NbdRequest.of("one"));
        var waiting =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        return served.awaitEnd();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        served.close();
        assertThat(waiting.get()).startsWith("cannot go on to serve snapshot one of " + web.name());
    }

    @Test
    void needsADirectoryForItsSocket() throws IOException {
        var gone = NbdRequest.of("one").onSocket(host.file("gone/socket"));
        assertKind(VarveException.Kind.NOT_FOUND, gone);
        var file = Files.writeString(host.file("file"), "");
        assertKind(VarveException.Kind.INVALID, NbdRequest.of("one").onSocket(file.resolve("s")));
        assertKind(VarveException.Kind.EXISTS, NbdRequest.of("one").onSocket(file));
        assertThatThrownBy(() -> NbdRequest.of("one").onPort(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void assertKind(VarveException.Kind kind, NbdRequest request) {
        assertThatThrownBy(() -> web.serve(request))
                .isInstanceOfSatisfying(
                        VarveException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
