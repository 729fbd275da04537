package dev.varve.core.map;

/// Where something is in the picture; y grows downwards.
public record Box(double x, double y, double width, double height) {
    /// {@return the x of its right edge}
    public double right() {
        return x + width;
    }

    /// {@return the y of its lower edge}
    public double bottom() {
        return y + height;
    }

    /// {@return whether both cover some of the same room}
    public boolean overlaps(Box other) {
        return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
    }
}
