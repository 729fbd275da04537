package dev.varve.operation;

/// What is asked for: a change to one domain, or one to several or to one that isn't there yet.
///
/// @since 0.1
public sealed interface Request permits Change, HostChange {}
