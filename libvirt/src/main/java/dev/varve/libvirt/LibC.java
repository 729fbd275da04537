package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The functions needed of C's library, by C's names.
@SuppressWarnings("restricted") // links them
final class LibC {
    /// The address of `free`.
    static final MemorySegment FREE = Linker.nativeLinker().defaultLookup().findOrThrow("free");

    private static final MethodHandle free =
            Linker.nativeLinker().downcallHandle(FREE, FunctionDescriptor.ofVoid(ADDRESS));

    static void free(MemorySegment pointer) {
        try {
            free.invokeExact(pointer);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    private static final MethodHandle setenv =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("setenv"),
                            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

    static int setenv(MemorySegment name, MemorySegment value, int overwrite) {
        try {
            return (int) setenv.invokeExact(name, value, overwrite);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    private LibC() {}
}
