package dev.varve.core.map;

/// How much room something takes, in the picture's units.
public record Size(double width, double height) {}
