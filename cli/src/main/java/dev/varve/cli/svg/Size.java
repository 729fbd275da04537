package dev.varve.cli.svg;

/// How much room something takes, in the picture's units.
record Size(double width, double height) {}
