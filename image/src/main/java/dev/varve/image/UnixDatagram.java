package dev.varve.image;

import dev.varve.image.posix.Datagram;
import java.io.IOException;
import java.nio.file.Path;

/// A message to a Unix socket that keeps messages apart, for what receives nothing else.
public final class UnixDatagram {
    private UnixDatagram() {}

    /// Sends it, without waiting.
    ///
    /// @throws IOException where nobody receives it now, or it is too long
    public static void send(Path socket, byte[] message) throws IOException {
        Datagram.send(socket, message);
    }
}
