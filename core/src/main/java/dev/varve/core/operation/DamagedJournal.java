package dev.varve.core.operation;

/// A journal that can't be read, is of a newer version, or isn't of the domain whose name it bears. It keeps
/// nobody from working on other domains.
///
/// @param id the UUID of the domain that it stops
/// @param reason in a line
public record DamagedJournal(String id, String reason) {}
