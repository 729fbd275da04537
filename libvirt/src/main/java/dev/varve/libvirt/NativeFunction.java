package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A function of a [NativeLibrary], found there when it is first called. It takes pointers and
/// integers, six at most, and returns one or nothing, as all of libvirt's do.
///
/// All are called by one handle, whose first argument is the address to go to, the second takes
/// `errno`, which nobody asks for here, and whose others are as wide as a register; what a function
/// doesn't declare is passed as 0, and it doesn't look. It is the shape that the package
/// `dev.varve.image.posix` uses, too: the JVM makes classes for each and keeps them in no cache, so that
/// a handle for each function was half of what a short command did
/// (docs/decisions/0021-one-shape-of-downcall.md). Whoever calls knows what C declares:
///
/// - An `int` is passed sign-extended. A function that returns one leaves the upper half of the
///   result undefined: it is cast to `(int)`.
/// - A pointer is passed as a number, which keeps no memory alive: what it points to is in an arena
///   that the calling thread closes after the call, or in one that is never closed.
@SuppressWarnings("restricted") // links the handle
final class NativeFunction {
    private static final MethodHandle CALL =
            Linker.nativeLinker()
                    .downcallHandle(
                            FunctionDescriptor.of(
                                    JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                                    JAVA_LONG),
                            Linker.Option.captureCallState("errno"));

    /// Where each call's `errno` goes, of many threads at once.
    private static final MemorySegment ERRNO =
            Arena.global().allocate(Linker.Option.captureStateLayout());

    private final NativeLibrary library;
    private final String name;

    /// `NULL` until it is known. Threads that look at once find the same.
    private MemorySegment address = MemorySegment.NULL;

    NativeFunction(NativeLibrary library, String name) {
        this.library = library;
        this.name = name;
    }

    /// Calls it. As all of them:
    ///
    /// @throws LibvirtException of kind `NO_LIBRARY` or `UNSUPPORTED` if it isn't there
    long call() {
        return call(0, 0, 0, 0, 0, 0);
    }

    long call(long a) {
        return call(a, 0, 0, 0, 0, 0);
    }

    long call(long a, long b) {
        return call(a, b, 0, 0, 0, 0);
    }

    long call(long a, long b, long c) {
        return call(a, b, c, 0, 0, 0);
    }

    long call(long a, long b, long c, long d) {
        return call(a, b, c, d, 0, 0);
    }

    long call(long a, long b, long c, long d, long e) {
        return call(a, b, c, d, e, 0);
    }

    long call(long a, long b, long c, long d, long e, long f) {
        var function = address();
        try {
            return (long)
                    CALL.invokeExact(function, ERRNO, a, MemorySegment.ofAddress(b), c, d, e, f);
        } catch (Throwable t) {
            throw new AssertionError(t); // A call throws nothing.
        }
    }

    private MemorySegment address() {
        var known = address;
        if (known.equals(MemorySegment.NULL)) {
            known = library.address(name);
            address = known;
        }
        return known;
    }
}
