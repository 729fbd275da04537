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

    /// `VIR_TYPED_PARAM_UINT`.
    private static final int UNSIGNED_INT = 2;

    /// `VIR_TYPED_PARAM_ULLONG`.
    private static final int UNSIGNED_LONG = 4;

    private TypedParameter() {}

    /// {@return the parameters of a block copy that aren't 0, one after the other}
    static MemorySegment ofBlockCopy(Arena arena, BlockCopyParameters values) {
        var all = arena.allocate(SIZE * 3, JAVA_LONG.byteAlignment());
        int count = 0;
        if (values.bandwidth() > 0) {
            var parameter = parameter(all, count++, "bandwidth", UNSIGNED_LONG);
            parameter.set(JAVA_LONG, VALUE, values.bandwidth());
        }
        if (values.granularity() > 0) {
            var parameter = parameter(all, count++, "granularity", UNSIGNED_INT);
            parameter.set(JAVA_INT, VALUE, values.granularity());
        }
        if (values.buffer() > 0) {
            var parameter = parameter(all, count++, "buf-size", UNSIGNED_LONG);
            parameter.set(JAVA_LONG, VALUE, values.buffer());
        }
        return all.asSlice(0, SIZE * count);
    }

    static int count(MemorySegment parameters) {
        return (int) (parameters.byteSize() / SIZE);
    }

    private static MemorySegment parameter(MemorySegment all, int index, String name, int type) {
        var parameter = all.asSlice(SIZE * index, SIZE);
        parameter.setString(0, name);
        parameter.set(JAVA_INT, TYPE, type);
        return parameter;
    }
}
