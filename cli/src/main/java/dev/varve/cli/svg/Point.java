package dev.varve.cli.svg;

/// A place in the picture; y grows downwards.
record Point(double x, double y) {}
