package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// C's `virTypedParameter`: a name of at most 79 bytes, a type, and a value.
final class TypedParameter {
    private static final long SIZE = 96;
    private static final long TYPE = 80;
    private static final long VALUE = 88;

    /// `VIR_TYPED_PARAM_ULLONG`.
    private static final int UNSIGNED_LONG = 4;

    private TypedParameter() {}

    static MemorySegment ofUnsignedLong(Arena arena, String name, long value) {
        var parameter = arena.allocate(SIZE, JAVA_LONG.byteAlignment());
        parameter.setString(0, name);
        parameter.set(JAVA_INT, TYPE, UNSIGNED_LONG);
        parameter.set(JAVA_LONG, VALUE, value);
        return parameter;
    }
}
