package dev.varve.cli.svg;

/// A sign beside a name, drawn in a square of twelve units.
enum Mark {
    HELD(
            "held: not deleted before it is released",
            "M2 5.5h8v6.5h-8z M3.5 5.5v-2a2.5 2.5 0 0 1 5 0v2h-1.3v-2a1.2 1.2 0 0 0-2.4 0v2z"),
    MEMORY(
            "with the guest's memory",
            "M2.5 2.5h7v7h-7z M4 0.5h1v2h-1z M7 0.5h1v2h-1z M4 9.5h1v2h-1z M7 9.5h1v2h-1z"
                    + " M0.5 4h2v1h-2z M0.5 7h2v1h-2z M9.5 4h2v1h-2z M9.5 7h2v1h-2z");

    static final double SIDE = 12;

    private final String words;
    private final String path;

    Mark(String words, String path) {
        this.words = words;
        this.path = path;
    }

    /// {@return what the legend says}
    String words() {
        return words;
    }

    /// {@return what is drawn, in SVG's words}
    String path() {
        return path;
    }
}
