package dev.varve.testing.memory;

/// How storage is away.
public enum StorageAway {
    /// Its directory isn't there.
    GONE,
    /// An empty directory is in its place, as where a file system isn't mounted.
    EMPTY,
    /// Its directory can't be read.
    DENIED
}
