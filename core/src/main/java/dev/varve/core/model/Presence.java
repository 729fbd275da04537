package dev.varve.core.model;

/// What can be told of a name: that a file isn't found is no proof that it is gone.
public sealed interface Presence {
    /// Something has that name.
    ///
    /// @param readable whether this program may read it
    record There(FileIdentity identity, boolean readable) implements Presence {}

    /// Its directory can be read, and has no such name.
    record Absent() implements Presence {}

    /// It can't be told: the directory isn't there either, or can't be read.
    ///
    /// @param reason in a few words
    record Unknown(String reason) implements Presence {}
}
