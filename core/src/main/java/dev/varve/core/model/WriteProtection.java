package dev.varve.core.model;

/// Why a file can't be written to, or no name made or removed in a directory.
///
/// @param reason in a few words
/// @param forEverybody whether nobody may, as on a file system that is mounted read-only; else this program may not
public record WriteProtection(String reason, boolean forEverybody) {}
