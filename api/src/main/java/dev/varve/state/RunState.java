package dev.varve.state;

/// What a domain does.
///
/// @since 0.1
public enum RunState {
    /// Its guest runs.
    RUNNING,
    /// Its guest is paused.
    PAUSED,
    /// It is shut off.
    SHUTOFF,
    /// Its guest has suspended itself to memory.
    SUSPENDED
}
