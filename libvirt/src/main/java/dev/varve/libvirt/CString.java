package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.varve.libvirt.LibvirtException.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// C's strings.
@SuppressWarnings("restricted") // a char * has no length: reading one is unbounded
final class CString {
    /// A copy of `string` in `arena`.
    ///
    /// @throws LibvirtException of kind `INVALID` if it contains a NUL, at which C would cut it off
    static MemorySegment of(Arena arena, String string) {
        if (string.indexOf('\0') >= 0) {
            throw new LibvirtException(
                    Kind.INVALID, "invalid argument: a string contains a NUL character");
        }
        var bytes = string.getBytes(StandardCharsets.UTF_8);
        var copy = arena.allocate(bytes.length + 1L); // Which is zero: the NUL is there.
        MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
        return copy;
    }

    /// As [#of], with `NULL` for the empty string.
    static MemorySegment orNull(Arena arena, String string) {
        return string.isEmpty() ? MemorySegment.NULL : of(arena, string);
    }

    /// The text of a `const char *`, which stays its owner's.
    static String copy(MemorySegment string) {
        // SAFETY: libvirt ends every string with a NUL, and reading stops there.
        return string.reinterpret(Long.MAX_VALUE).getString(0);
    }

    /// The text of a `char *` that the caller has to free, which this does.
    static String take(MemorySegment string) {
        try {
            return copy(string);
        } finally {
            LibC.free(string);
        }
    }

    private CString() {}
}
