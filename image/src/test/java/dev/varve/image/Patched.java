package dev.varve.image;

import dev.varve.image.qcow2.meta.FormatException;
import dev.varve.image.qcow2.meta.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// An image whose words are read and written by hand.
final class Patched {
    private static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;

    private final Path path;

    Patched(Path path) {
        this.path = path;
    }

    Header header() throws IOException {
        try (var channel = FileChannel.open(path)) {
            var first = ByteBuffer.allocate(Header.BYTES_MAX);
            channel.read(first, 0);
            return Header.parse(first.flip());
        } catch (FormatException e) {
            throw new IOException(e);
        }
    }

    long length() throws IOException {
        try (var channel = FileChannel.open(path)) {
            return channel.size();
        }
    }

    long word(long at) throws IOException {
        try (var channel = FileChannel.open(path)) {
            var word = ByteBuffer.allocate(8);
            channel.read(word, at);
            return word.getLong(0);
        }
    }

    void putWord(long at, long word) throws IOException {
        write(at, ByteBuffer.allocate(8).putLong(0, word));
    }

    void putShort(long at, int value) throws IOException {
        write(at, ByteBuffer.allocate(2).putShort(0, (short) value));
    }

    void write(long at, ByteBuffer bytes) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            long to = at;
            while (bytes.hasRemaining()) {
                to += channel.write(bytes, to);
            }
        }
    }

    void setLength(long length) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            if (length < channel.size()) {
                channel.truncate(length);
            } else if (length > channel.size()) {
                channel.write(ByteBuffer.allocate(1), length - 1);
            }
        }
    }

    /// {@return where the entry of the first L2 table is}
    long l1() throws IOException {
        return header().l1Offset();
    }

    /// {@return where the entry of a cluster is that the first L2 table has}
    long l2(int index) throws IOException {
        return (word(l1()) & OFFSET_MASK) + 8L * index;
    }

    /// {@return where the cluster lies}
    long data(int index) throws IOException {
        return word(l2(index)) & OFFSET_MASK;
    }

    /// {@return where the refcount, of 16 bits, of the cluster at `offset` is; the first block has it}
    long refcount(long offset) throws IOException {
        var header = header();
        return word(header.refcountTableOffset()) + 2 * (offset >> header.clusterBits());
    }
}
