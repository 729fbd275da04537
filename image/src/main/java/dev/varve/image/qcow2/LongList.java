package dev.varve.image.qcow2;

import java.util.Arrays;

/// Numbers in a row, without an object for each.
final class LongList {
    private long[] values = new long[64];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    long get(int index) {
        return values[index];
    }

    void set(int index, long value) {
        values[index] = value;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void sort() {
        Arrays.sort(values, 0, size);
    }

    /// {@return whether the sorted list has the value}
    boolean contains(long value) {
        return Arrays.binarySearch(values, 0, size, value) >= 0;
    }

    /// Empties the list, and gives back its memory if it was large.
    void clear() {
        size = 0;
        if (values.length > 1 << 16) {
            values = new long[64];
        }
    }
}
