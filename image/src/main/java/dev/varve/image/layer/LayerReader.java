package dev.varve.image.layer;

import dev.varve.image.io.ImageFile;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// An open image as a layer: which bytes of the disk it holds, and where. Not for several threads at
/// once.
public interface LayerReader extends Closeable {
    ImageFile file();

    /// {@return the size of the disk in bytes, as this layer has it}
    long size();

    /// Finds out how the bytes from `offset` on are held: as many as are held in one way and, for
    /// data, lie side by side, but no more than `limit`.
    ///
    /// @param offset below [#size]
    /// @param limit at least 1, and not beyond [#size]
    /// @throws dev.varve.image.failure.CorruptImageException for a table that cannot be
    void find(long offset, long limit, LayerExtent answer) throws IOException;

    /// Reads from a compressed cluster.
    ///
    /// @param entry the L2 entry, as [#find] answered it
    /// @param offset of the first byte on the disk
    void readCompressed(long entry, long offset, MemorySegment into) throws IOException;

    /// {@return the bytes that a compressed cluster takes in the file, at most}
    ///
    /// @param entry the L2 entry, as [#find] answered it
    long storedBytes(long entry);

    /// Forgets what was read of tables, because somebody has written to them.
    void forget() throws IOException;

    @Override
    void close() throws IOException;
}
