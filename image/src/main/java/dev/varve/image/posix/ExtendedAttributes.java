package dev.varve.image.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a file has besides owner and mode: SELinux's label, access control lists, and what programs note there.
/// Java itself shows those of users alone.
public final class ExtendedAttributes {
    /// As many bytes as Linux gives a list of names, or a value.
    private static final int BYTES_MAX = 64 << 10;

    private ExtendedAttributes() {}

    /// {@return the attributes that this process may see, by name, values in hexadecimal digits; none on a file
    /// system without them}
    ///
    /// @throws IOException also where one was removed meanwhile
    public static SortedMap<String, String> of(Path path) throws IOException {
        var attributes = new TreeMap<String, String>();
        try (var arena = Arena.ofConfined()) {
            var state = Posix.allocateState(arena);
            var file = arena.allocateFrom(path.toAbsolutePath().toString());
            var names = arena.allocate(BYTES_MAX);
            var value = arena.allocate(BYTES_MAX);
            long length = Posix.listxattr(state, file, names, BYTES_MAX);
            if (length < 0) {
                if (Posix.errno(state) == Posix.EOPNOTSUPP) {
                    return attributes;
                }
                throw FileStatus.failure(path, Posix.errno(state));
            }
            for (long at = 0; at < length; ) {
                var name = names.getString(at, StandardCharsets.UTF_8);
                var asked = names.asSlice(at);
                long bytes = Posix.getxattr(state, file, asked, value, BYTES_MAX);
                if (bytes < 0) {
                    throw FileStatus.failure(path, Posix.errno(state));
                }
                attributes.put(name, hexadecimal(value, bytes));
                at += name.getBytes(StandardCharsets.UTF_8).length + 1;
            }
        }
        return attributes;
    }

    private static String hexadecimal(MemorySegment value, long bytes) {
        return HexFormat.of().formatHex(value.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE));
    }
}
