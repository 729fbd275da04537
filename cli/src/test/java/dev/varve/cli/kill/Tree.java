package dev.varve.cli.kill;

/// What is there before a command that is killed.
enum Tree {
    /// The domain web with the snapshots s1, s2, s3 in a line.
    LINE,
    /// The same, reverted to s1.
    BRANCHES
}
