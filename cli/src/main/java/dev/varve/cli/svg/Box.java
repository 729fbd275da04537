package dev.varve.cli.svg;

/// Where something is in the picture; y grows downwards.
record Box(double x, double y, double width, double height) {
    /// {@return the x of its right edge}
    double right() {
        return x + width;
    }

    /// {@return the y of its lower edge}
    double bottom() {
        return y + height;
    }

    /// {@return whether both cover some of the same room}
    boolean overlaps(Box other) {
        return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
    }
}
