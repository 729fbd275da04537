package dev.varve.core.model;

import java.nio.file.Path;

/// The copy of a [StateStore] that belongs to a snapshot.
///
/// @param file the copy
/// @param of the store that it was made of
public record StoreCopy(Path file, Path of) {}
