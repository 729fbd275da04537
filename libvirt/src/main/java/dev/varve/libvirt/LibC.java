package dev.varve.libvirt;

import java.lang.foreign.MemorySegment;

/// The functions needed of C's library, by C's names.
final class LibC {
    private static final NativeLibrary LIBRARY = NativeLibrary.ofC();

    /// The address of `free`.
    static final MemorySegment FREE = LIBRARY.address("free");

    private static final NativeFunction free = LIBRARY.function("free");

    static void free(MemorySegment pointer) {
        free.call(pointer.address());
    }

    private static final NativeFunction setenv = LIBRARY.function("setenv");

    static int setenv(MemorySegment name, MemorySegment value, int overwrite) {
        return (int) setenv.call(name.address(), value.address(), overwrite);
    }

    /// The address of `sem_post`.
    static final MemorySegment SEM_POST = LIBRARY.address("sem_post");

    private static final NativeFunction sem_init = LIBRARY.function("sem_init");

    static int sem_init(MemorySegment semaphore, int shared, int value) {
        return (int) sem_init.call(semaphore.address(), shared, value);
    }

    private static final NativeFunction sem_trywait = LIBRARY.function("sem_trywait");

    static int sem_trywait(MemorySegment semaphore) {
        return (int) sem_trywait.call(semaphore.address());
    }

    private LibC() {}
}
