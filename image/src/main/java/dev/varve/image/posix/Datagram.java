package dev.varve.image.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A message to a Unix socket that keeps messages apart, which Java has streams alone for.
///
/// @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
public final class Datagram {
    private Datagram() {}

    /// Sends it, without waiting.
    ///
    /// @throws IOException where nobody receives it now, or it is too long
    public static void send(Path socket, byte[] message) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            var type = Posix.SOCK_DGRAM | Posix.O_CLOEXEC | Posix.O_NONBLOCK;
            int fd = Posix.socket(state, Posix.AF_UNIX, type);
            if (fd < 0) {
                throw FileStatus.failure(socket, Posix.errno(state));
            }
            try {
                var bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
                if (Posix.connect(state, fd, address(arena, socket)) != 0
                        || Posix.send(state, fd, bytes, Posix.MSG_NOSIGNAL) < 0) {
                    throw FileStatus.failure(socket, Posix.errno(state));
                }
            } finally {
                Posix.close(fd);
            }
        }
    }

    private static MemorySegment address(Arena arena, Path socket) throws IOException {
        var path = socket.toString().getBytes(StandardCharsets.UTF_8);
        var address = arena.allocate(Posix.SOCKADDR_UN);
        if (path.length + Short.BYTES >= address.byteSize()) {
            throw new IOException(socket + ": too long a name for a socket");
        }
        address.set(ValueLayout.JAVA_SHORT, 0, Posix.AF_UNIX);
        MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, path.length);
        return address;
    }
}
