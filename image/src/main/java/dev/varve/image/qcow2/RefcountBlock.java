package dev.varve.image.qcow2;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// One block: counts of 1, 2, 4, … 64 bits.
public final class RefcountBlock {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private RefcountBlock() {}

    public static long get(MemorySegment block, int order, long index) {
        return switch (order) {
            case 0, 1, 2 -> {
                int bits = 1 << order;
                long bit = index << order;
                int octet = block.get(ValueLayout.JAVA_BYTE, bit >>> 3);
                yield octet >>> (bit & 7) & ((1 << bits) - 1);
            }
            case 3 -> Byte.toUnsignedLong(block.get(ValueLayout.JAVA_BYTE, index));
            case 4 -> Short.toUnsignedLong(block.getAtIndex(SHORT, index));
            case 5 -> Integer.toUnsignedLong(block.getAtIndex(INT, index));
            default -> block.getAtIndex(TableWindow.WORD, index);
        };
    }

    public static void set(MemorySegment block, int order, long index, long count) {
        switch (order) {
            case 0, 1, 2 -> {
                long bit = index << order;
                int shift = (int) (bit & 7);
                int mask = ((1 << (1 << order)) - 1) << shift;
                int octet = block.get(ValueLayout.JAVA_BYTE, bit >>> 3);
                block.set(
                        ValueLayout.JAVA_BYTE,
                        bit >>> 3,
                        (byte) ((octet & ~mask) | ((int) count << shift)));
            }
            case 3 -> block.set(ValueLayout.JAVA_BYTE, index, (byte) count);
            case 4 -> block.setAtIndex(SHORT, index, (short) count);
            case 5 -> block.setAtIndex(INT, index, (int) count);
            default -> block.setAtIndex(TableWindow.WORD, index, count);
        }
    }
}
