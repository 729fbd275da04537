package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.varve.libvirt.LibvirtException.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// C's strings, and C's `free`.
@SuppressWarnings("restricted") // a char * has no length: reading one is unbounded
final class CString {
    /// The address of `free`.
    static final MemorySegment FREE = Linker.nativeLinker().defaultLookup().findOrThrow("free");

    private static final MethodHandle free =
            Linker.nativeLinker().downcallHandle(FREE, FunctionDescriptor.ofVoid(ADDRESS));

    /// A copy of `string` in `arena`.
    ///
    /// @throws LibvirtException of kind `INVALID` if it contains a NUL, at which C would cut it off
    static MemorySegment of(Arena arena, String string) {
        if (string.indexOf('\0') >= 0) {
            throw new LibvirtException(
                    Kind.INVALID, "invalid argument: a string contains a NUL character");
        }
        return arena.allocateFrom(string);
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
            free(string);
        }
    }

    static void free(MemorySegment pointer) {
        try {
            free.invokeExact(pointer);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    private CString() {}
}
