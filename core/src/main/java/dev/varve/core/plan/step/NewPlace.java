package dev.varve.core.plan.step;

import java.nio.file.Path;

/// Where a file is that documents still look for elsewhere.
public record NewPlace(Path from, Path to) {}
