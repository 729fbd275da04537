package dev.varve.cli.svg;

/// What a kind of thing looks like. Colours are Okabe and Ito's, which the colour-blind tell apart; on paper
/// without colours, shapes do.
enum Look {
    SNAPSHOT("snapshot", "#0072b2", "#ffffff"),
    INTERNAL("internal snapshot, inside an image", "#0072b2", "#ffffff"),
    NOW("the present state", "#d55e00", "#fff1e6"),
    BRANCH("unnamed layers under several branches", "#666666", "#d9d9d9"),
    DOMAIN("another domain's disk", "#00724f", "#e9f6f1"),
    STRAY("an image that no domain knows", "#666666", "#f4f4f4"),
    JUMP("goes on at the same number", "#333333", "#ffffff");

    private final String words;
    private final String line;
    private final String fill;

    Look(String words, String line, String fill) {
        this.words = words;
        this.line = line;
        this.fill = fill;
    }

    /// {@return what the legend says}
    String words() {
        return words;
    }

    String line() {
        return line;
    }

    String fill() {
        return fill;
    }
}
