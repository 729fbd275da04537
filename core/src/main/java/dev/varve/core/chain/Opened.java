package dev.varve.core.chain;

/// Who has a layer open.
public enum Opened {
    /// Nobody who can be seen.
    BY_NOBODY,
    /// A guest that runs.
    BY_GUEST,
    /// A program that is no domain's, as QEMU's locks tell.
    BY_PROGRAM
}
