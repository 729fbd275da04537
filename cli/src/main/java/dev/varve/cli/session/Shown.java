package dev.varve.cli.session;

/// Texts for a terminal. What others wrote, an archive's member names say, may hold sequences that a terminal
/// obeys.
public final class Shown {
    private Shown() {}

    /// {@return the text with `\x1b` in place of each control character, but for line feeds and tabs}
    public static String of(String text) {
        var shown = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    if (Character.isISOControl(c) && c != '\n' && c != '\t') {
                        shown.append("\\x%02x".formatted(c));
                    } else {
                        shown.appendCodePoint(c);
                    }
                });
        return shown.toString();
    }
}
