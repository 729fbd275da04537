package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;

/// A pointer to an object of libvirt's that we hold a reference to. Closing gives it up; calls
/// that other threads have under way end first, so none meets an object that is gone.
@SuppressWarnings("restricted") // an array that libvirt allocated comes without a size
final class Handle implements AutoCloseable {
    private final String name;
    private final MemorySegment pointer;
    private final ToIntFunction<MemorySegment> free;
    private int calls;
    private boolean closed;

    /// @param name what it is, for the exception that tells of its use after close
    /// @param pointer not `NULL`
    /// @param free libvirt's function that gives the reference up
    Handle(String name, MemorySegment pointer, ToIntFunction<MemorySegment> free) {
        this.name = name;
        this.pointer = pointer;
        this.free = free;
    }

    /// What `call` returns for the pointer.
    ///
    /// @throws IllegalStateException after [#close]
    <R> R with(Function<MemorySegment, R> call) {
        enter();
        try {
            return call.apply(pointer);
        } finally {
            leave();
        }
    }

    /// What `call` returns.
    ///
    /// @throws LibvirtException if that is negative
    int number(ToIntFunction<MemorySegment> call) {
        return with(p -> LastError.check(call.applyAsInt(p)));
    }

    /// Calls what has nothing to tell but its success.
    ///
    /// @throws LibvirtException if it returns a negative number
    void run(ToIntFunction<MemorySegment> call) {
        var _ = number(call);
    }

    /// What `call` returns as 1 or 0.
    ///
    /// @throws LibvirtException if that is negative
    boolean test(ToIntFunction<MemorySegment> call) {
        return number(call) > 0;
    }

    /// The string that `call` returns for us to free.
    ///
    /// @throws LibvirtException if that is `NULL`
    String string(Function<MemorySegment, MemorySegment> call) {
        return with(p -> CString.take(LastError.check(call.apply(p))));
    }

    /// The object that `call` returns, wrapped.
    ///
    /// @throws LibvirtException if that is `NULL`
    <T> T object(Function<MemorySegment, MemorySegment> call, Function<MemorySegment, T> wrap) {
        return wrap.apply(with(p -> LastError.check(call.apply(p))));
    }

    /// The objects of the array that `call` stores at its second argument, wrapped. The array is
    /// freed, the objects are the caller's.
    ///
    /// @throws LibvirtException if `call` returns a negative number and not their count
    <T> List<T> objects(
            ToIntBiFunction<MemorySegment, MemorySegment> call, Function<MemorySegment, T> wrap) {
        try (var arena = Arena.ofConfined()) {
            var result = arena.allocate(JAVA_LONG);
            int count = number(p -> call.applyAsInt(p, result));
            var array = MemorySegment.ofAddress(result.toArray(JAVA_LONG)[0]);
            try {
                // SAFETY: libvirt stored an array of `count` pointers there.
                return wrapped(array.reinterpret(JAVA_LONG.byteSize() * count), wrap);
            } finally {
                LibC.free(array);
            }
        }
    }

    private static <T> List<T> wrapped(MemorySegment pointers, Function<MemorySegment, T> wrap) {
        var objects = new ArrayList<T>();
        for (long pointer : pointers.toArray(JAVA_LONG)) {
            objects.add(wrap.apply(MemorySegment.ofAddress(pointer)));
        }
        return List.copyOf(objects);
    }

    /// Gives the reference up when no call needs it any more. Closing again does nothing.
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (calls > 0) {
                return;
            }
        }
        free();
    }

    private synchronized void enter() {
        if (closed) {
            throw new IllegalStateException("the " + name + " is closed");
        }
        calls++;
    }

    private void leave() {
        synchronized (this) {
            calls--;
            if (!closed || calls > 0) {
                return;
            }
        }
        free();
    }

    private void free() {
        if (free.applyAsInt(pointer) < 0) {
            // A reference is given up whatever is answered; there is nothing left to try.
            Libvirt.virResetLastError();
        }
    }
}
