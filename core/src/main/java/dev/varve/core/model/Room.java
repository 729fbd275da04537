package dev.varve.core.model;

import java.nio.file.Path;

/// What a file system has left.
///
/// @param directory one that lies on it
/// @param device tells it from others of the host
/// @param free bytes that Varve may take
public record Room(Path directory, long device, long free) {}
