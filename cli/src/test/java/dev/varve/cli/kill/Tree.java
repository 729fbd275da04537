package dev.varve.cli.kill;

/// What is there before a command that is killed.
enum Tree {
    /// The domain web with the snapshots s1, s2, s3 in a line.
    LINE,
    /// The same, reverted to s1.
    BRANCHES,
    /// A line, and two layers above s3 that no snapshot needs as they are.
    LAYERS,
    /// A line, and web2, a linked clone of s2 that has been written to.
    CLONE,
    /// An archive of a line; no domain.
    ARCHIVE
}
