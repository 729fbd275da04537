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

    /// The address of `sem_post`.
    static final MemorySegment SEM_POST =
            Linker.nativeLinker().defaultLookup().findOrThrow("sem_post");

    private static final MethodHandle sem_init =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("sem_init"),
                            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

    static int sem_init(MemorySegment semaphore, int shared, int value) {
        try {
            return (int) sem_init.invokeExact(semaphore, shared, value);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    private static final MethodHandle sem_trywait =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("sem_trywait"),
                            FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static int sem_trywait(MemorySegment semaphore) {
        try {
            return (int) sem_trywait.invokeExact(semaphore);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    private LibC() {}
}
