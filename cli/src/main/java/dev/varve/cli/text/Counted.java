package dev.varve.cli.text;

/// So many of something.
public final class Counted {
    private Counted() {}

    /// {@return `1 domain`, `2 domains`}
    ///
    /// @param one what one of them is called
    public static String of(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
