package dev.varve.cli.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Text in lines of at most 80 characters.
final class Paragraph {
    static final int WIDTH = 80;

    private static final Pattern BLANK = Pattern.compile(" ");

    private Paragraph() {}

    /// {@return a term and what it means: beside it, or below where it is long}
    ///
    /// @param indent before the term
    /// @param column where the meaning begins
    static List<String> definition(int indent, int column, String term, String meaning) {
        var lines = new ArrayList<String>();
        var head = " ".repeat(indent) + term;
        var texts = wrapped(meaning, WIDTH - column);
        if (head.length() + 1 < column) {
            lines.add(
                    (head + " ".repeat(column - head.length()) + texts.getFirst()).stripTrailing());
            texts = texts.subList(1, texts.size());
        } else {
            lines.add(head);
        }
        texts.forEach(text -> lines.add(" ".repeat(column) + text));
        return lines;
    }

    static List<String> wrapped(String text, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : BLANK.splitAsStream(text).toList()) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
