package dev.varve.image.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// An [ImageFile] by what Java itself offers: it shares nothing and makes no holes.
public final class ChannelFile implements ImageFile {
    private static final int PIECE = 1 << 20;

    private final Path path;
    private final FileChannel channel;

    private ChannelFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    public static ChannelFile open(Path path, Access access) throws IOException {
        var channel =
                switch (access) {
                    case READ -> FileChannel.open(path, StandardOpenOption.READ);
                    case READ_WRITE ->
                            FileChannel.open(
                                    path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                };
        return new ChannelFile(path, channel);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long length() throws IOException {
        return channel.size();
    }

    @Override
    public void read(long at, MemorySegment into) throws IOException {
        var buffer = into.asByteBuffer();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                into.asSlice(buffer.position()).fill((byte) 0);
                return;
            }
        }
    }

    @Override
    public void write(long at, MemorySegment from) throws IOException {
        write(at, from.asByteBuffer());
    }

    private void write(long at, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer, at + buffer.position());
        }
    }

    @Override
    public boolean share(ImageFile from, long fromAt, long at, long bytes) {
        return false;
    }

    @Override
    public void punch(long at, long bytes) throws IOException {
        long end = Math.min(at + bytes, length());
        if (at >= end) {
            return;
        }
        try (var arena = Arena.ofConfined()) {
            var zeros = arena.allocate(Math.min(end - at, PIECE));
            for (long to = at; to < end; to += zeros.byteSize()) {
                write(to, zeros.asSlice(0, Math.min(zeros.byteSize(), end - to)));
            }
        }
    }

    @Override
    public long nextData(long at) throws IOException {
        return Math.min(at, length());
    }

    @Override
    public long nextHole(long at) throws IOException {
        return length();
    }

    @Override
    public void setLength(long bytes) throws IOException {
        long length = length();
        if (bytes < length) {
            channel.truncate(bytes);
        } else if (bytes > length) {
            write(bytes - 1, ByteBuffer.allocate(1));
        }
    }

    @Override
    public void sync() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
