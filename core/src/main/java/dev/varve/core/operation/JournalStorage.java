package dev.varve.core.operation;

import java.util.List;

/// Where journals are kept: named lists of lines that survive a crash.
///
/// Every method throws [JournalException] where the storage can't be read or written.
public interface JournalStorage {
    /// Appends a line, and makes the journal if there is none of that name. When this returns, the
    /// line is on stable storage. A crash in the middle may leave a part of the line, or none.
    ///
    /// @param line without its line feed, and without any in it
    void append(String id, byte[] line);

    /// {@return the names of all journals}
    List<String> ids();

    /// {@return the lines that are there in full, in order; none if there is no such journal}
    List<byte[]> read(String id);

    /// Removes all but the first `lines` lines. When this returns, that is on stable storage.
    void truncate(String id, int lines);

    /// Puts a journal out of the way, if it is there, in the place of one that was before: it is none any more,
    /// and stays to be read by people. When this returns, that is on stable storage.
    void retire(String id);

    /// Removes a journal, if it is there. When this returns, that is on stable storage.
    void remove(String id);
}
