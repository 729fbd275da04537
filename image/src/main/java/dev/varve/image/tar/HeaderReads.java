package dev.varve.image.tar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;

/// An archive whose headers are read, by a library that takes what they announce for the truth: a name or a
/// list of holes may be gigabytes long. This ends the reading before it fills the memory.
///
/// The library reads each header as one block, and what belongs to it in other pieces. Members it skips.
final class HeaderReads implements SeekableByteChannel {
    /// Of what belongs to one header, a list of holes among it, in bytes.
    static final int RECORD_MAX = 4 << 20;

    /// Of all headers, in bytes.
    static final int TOTAL_MAX = 64 << 20;

    /// Headers that are about another header. The library goes one call deeper for each.
    private static final int STACKED_MAX = 16;

    private static final int TYPE = 156;
    private static final String ABOUT_OTHERS = "xXgLK";

    private final SeekableByteChannel archive;
    private final String name;
    private long record;
    private long total;
    private int stacked;

    /// @param name of the archive, for messages
    HeaderReads(SeekableByteChannel archive, String name) {
        this.archive = archive;
        this.name = name;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int start = into.position();
        boolean header = into.remaining() == SparseMap.BLOCK;
        int bytes = archive.read(into);
        total += Math.max(0, bytes);
        record = header ? 0 : record + Math.max(0, bytes);
        if (header && bytes == SparseMap.BLOCK) {
            boolean aboutOthers = ABOUT_OTHERS.indexOf((char) into.get(start + TYPE)) >= 0;
            stacked = aboutOthers ? stacked + 1 : 0;
        }
        if (record > RECORD_MAX || total > TOTAL_MAX || stacked > STACKED_MAX) {
            throw new FileSystemException(
                    name, null, "its headers are larger than those of any domain's archive");
        }
        return bytes;
    }

    @Override
    public long position() throws IOException {
        return archive.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        archive.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return archive.size();
    }

    @Override
    public int write(ByteBuffer from) {
        throw new UnsupportedOperationException("an archive is only read");
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new UnsupportedOperationException("an archive is only read");
    }

    @Override
    public boolean isOpen() {
        return archive.isOpen();
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
