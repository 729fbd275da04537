package dev.varve.image.transfer;

import java.io.Closeable;
import java.io.IOException;

/// The layer that a [Transfer] writes into.
///
/// Whatever was written when it is cut off, at any write, the layer stays a valid image that reads
/// the same but for the places that were named by then; and those read either as before or as told.
public interface LayerWriter extends Closeable {
    /// {@return the bytes that can only be mapped together: a cluster; 1 where every byte has its place}
    int unit();

    /// {@return into how many parts a unit is divided that can be mapped apart: 32 or 1}
    int parts();

    /// Makes the layer ready to be written, and makes room for a disk of `size`, before anything is
    /// told; nothing of it can be seen yet.
    void begin(long size) throws IOException;

    /// Takes whole units from a place in another layer's file.
    ///
    /// @param at where on the disk, the start of a unit
    /// @param bytes whole units
    /// @param layer whose file
    /// @param host where in that file
    void data(long at, long bytes, int layer, long host) throws IOException;

    /// Makes whole units read as zeros, whatever is below.
    ///
    /// @param bytes whole units, but for the end of the disk
    void zeros(long at, long bytes) throws IOException;

    /// Makes one unit, or `bytes` where a unit is a byte, read as the whole chain does there.
    ///
    /// @param data the parts that must be held, a bit for each
    /// @param zeros the parts that read as zeros, a bit for each; the others stay as they are
    void mixed(long at, long bytes, int data, int zeros) throws IOException;

    /// Returns when all that was told is on stable storage.
    void finish() throws IOException;

    /// Lets the disk have `size`, after [#finish]; durable when this returns.
    void setSize(long size) throws IOException;

    /// Gives back the room that was taken for what nobody refers to, once there was no room for more of it. The
    /// layer stays what it is; a cut leaves it so, too.
    default void giveBack() throws IOException {}

    @Override
    void close() throws IOException;
}
