package dev.varve.image.io;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// An open file or block device, read and written by position.
///
/// What is written is durable after [#sync] and not before: a power cut may lose or keep every write
/// since the last one by itself, and tear it at 512 bytes.
public interface ImageFile extends Closeable {
    /// How a file is opened.
    enum Access {
        READ,
        READ_WRITE
    }

    Path path();

    /// {@return the bytes of the file, or of the device}
    long length() throws IOException;

    /// Fills `into` from `at` on; what lies beyond the end reads as zeros.
    void read(long at, MemorySegment into) throws IOException;

    /// Writes all of `from` to `at`; the file grows where it must.
    void write(long at, MemorySegment from) throws IOException;

    /// Makes `bytes` from `at` on the same as those of `from` at `fromAt`, without holding them twice.
    ///
    /// @return false, with nothing changed, where the file system can't share these: other files,
    ///     places that are not whole blocks
    boolean share(ImageFile from, long fromAt, long at, long bytes) throws IOException;

    /// Makes `bytes` from `at` on read as zeros, and gives back their room where the file system can.
    /// The length stays.
    void punch(long at, long bytes) throws IOException;

    /// {@return where the next bytes begin that are not a hole, `at` or later; the length when there
    /// are none. A file system without holes says `at`}
    long nextData(long at) throws IOException;

    /// {@return where the next hole begins, `at` or later; the length when there is none}
    long nextHole(long at) throws IOException;

    /// Cuts the file off, or lets it grow by zeros.
    void setLength(long bytes) throws IOException;

    /// Begins to bring what was written to stable storage, and returns at once, so that the device has
    /// something to do before [#sync].
    default void startWriting(long at, long bytes) throws IOException {}

    /// Returns when contents and length are on stable storage.
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
