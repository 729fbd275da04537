package dev.varve.core.map;

/// A place in the picture; y grows downwards.
public record Point(double x, double y) {}
