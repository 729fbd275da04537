package dev.varve.image.qcow2.meta;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Big-endian numbers and names at offsets of what was read, each checked to lie inside it.
final class Fields {
    private final ByteBuffer bytes;

    Fields(ByteBuffer bytes) {
        this.bytes = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
    }

    int length() {
        return bytes.limit();
    }

    int u8(int offset) throws FormatException {
        require(offset, 1);
        return Byte.toUnsignedInt(bytes.get(offset));
    }

    int u16(int offset) throws FormatException {
        require(offset, 2);
        return Short.toUnsignedInt(bytes.getShort(offset));
    }

    /// {@return the field, not negative, as 32 bits fit a long}
    long u32(int offset) throws FormatException {
        require(offset, 4);
        return Integer.toUnsignedLong(bytes.getInt(offset));
    }

    /// {@return the field's 64 bits, which a caller must not take for a positive number unchecked}
    long u64(int offset) throws FormatException {
        require(offset, 8);
        return bytes.getLong(offset);
    }

    /// {@return the field as a number of bytes, refused when it does not fit 63 bits}
    long size(int offset, String name) throws FormatException {
        long value = u64(offset);
        if (value < 0) {
            throw FormatException.corrupt(
                    name + " below 2^63", name + " " + Long.toUnsignedString(value));
        }
        return value;
    }

    /// {@return the field, refused outside `min` to `max`}
    int bounded(int offset, String name, int min, int max) throws FormatException {
        long value = u32(offset);
        if (value < min || value > max) {
            throw FormatException.corrupt(name + " from " + min + " to " + max, name + " " + value);
        }
        return (int) value;
    }

    /// {@return the name of `length` bytes, refused when no file can have it or when it is not UTF-8}
    String name(int offset, int length, String what) throws FormatException {
        require(offset, length);
        try {
            String name =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(bytes.slice(offset, length))
                            .toString();
            if (name.indexOf('\0') >= 0) {
                throw FormatException.corrupt(what + " without NUL", what + " with NUL");
            }
            return name;
        } catch (CharacterCodingException e) {
            throw FormatException.unsupported(what + " in UTF-8", what + " in another encoding");
        }
    }

    /// {@return the bytes as text for showing, in which what is not UTF-8 is U+FFFD}
    String text(int offset, int length) throws FormatException {
        require(offset, length);
        return StandardCharsets.UTF_8.decode(bytes.slice(offset, length)).toString();
    }

    /// {@return `bytes`, rounded up to a multiple of 8}
    static int aligned(int bytes) {
        return (bytes + 7) / 8 * 8;
    }

    void require(int offset, int count) throws FormatException {
        if (offset < 0 || count < 0 || count > bytes.limit() - offset) {
            throw FormatException.corrupt(
                    count + " bytes at offset " + offset, "an end at " + bytes.limit());
        }
    }
}
