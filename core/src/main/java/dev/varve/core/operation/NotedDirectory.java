package dev.varve.core.operation;

import dev.varve.core.model.FileIdentity;
import java.nio.file.Path;

/// A directory as it was when an operation began: one that is found under the same name later, with
/// another identity, is what shows where a file system isn't mounted.
public record NotedDirectory(Path path, FileIdentity identity) {}
