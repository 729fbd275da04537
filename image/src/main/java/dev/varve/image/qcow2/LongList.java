package dev.varve.image.qcow2;

import java.util.Arrays;

/// Numbers in a row, without an object for each.
public final class LongList {
    private long[] values = new long[64];
    private int size;

    public void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    public long get(int index) {
        return values[index];
    }

    public void set(int index, long value) {
        values[index] = value;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public void sort() {
        Arrays.sort(values, 0, size);
    }

    /// {@return whether the sorted list has the value}
    public boolean contains(long value) {
        return Arrays.binarySearch(values, 0, size, value) >= 0;
    }

    /// Empties the list, and gives back its memory if it was large.
    public void clear() {
        size = 0;
        if (values.length > 1 << 16) {
            values = new long[64];
        }
    }
}
