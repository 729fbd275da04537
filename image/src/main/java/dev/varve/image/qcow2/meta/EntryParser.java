package dev.varve.image.qcow2.meta;

import java.nio.ByteBuffer;

/// Parses a table of entries of variable length piece by piece, so that what is needed in memory
/// does not depend on the size of the table:
///
/// ```text
/// while (parser.hasNext()) {
///     until buffer.remaining() >= parser.needed(buffer), or the file ends: read more
///     entry = parser.next(buffer)
/// }
/// ```
///
/// The table's bytes go through the buffer from the table's beginning on, none left out. A parser is
/// for one pass; after a {@link FormatException} it is not to be used any more.
///
/// @param <E> the entries
public sealed interface EntryParser<E> permits SnapshotTable, BitmapDirectory {
    /// The bytes of the largest entry of any table: a buffer that has as many always does.
    int BYTES_MAX = 132_136;

    /// {@return whether the table has a further entry}
    boolean hasNext();

    /// {@return how many bytes [#next] needs at the buffer's position, at most [#BYTES_MAX]} When the
    /// buffer has less than the answer, the answer may grow with more bytes: ask again.
    int needed(ByteBuffer buffer) throws FormatException;

    /// Takes the next entry from the buffer's position on, which moves behind it.
    ///
    /// @throws FormatException also when the buffer has less than is needed, so call it with what is
    ///     there when the file ends early
    E next(ByteBuffer buffer) throws FormatException;

    /// {@return the bytes of the table that were taken so far: its size, when there is no next entry}
    long bytesTaken();
}
