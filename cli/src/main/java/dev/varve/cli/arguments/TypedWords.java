package dev.varve.cli.arguments;

import java.util.List;
import java.util.regex.Pattern;

/// A command that is being typed.
///
/// @param before its words before that at the cursor, without their quotes; the first is its name
/// @param word what is typed of the word at the cursor, perhaps nothing, without quotes
/// @param start where that begins in the line
public record TypedWords(List<String> before, String word, int start) {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./:@%+,=^~-]+");

    public TypedWords {
        before = List.copyOf(before);
    }

    /// {@return the last of the commands in a line}
    ///
    /// @param line up to the cursor
    public static TypedWords of(String line) {
        return CommandString.typed(line);
    }

    /// {@return a word as it is typed, so that it is read as this word whatever it holds}
    ///
    /// @param whole whether nothing of it is missing; else a quote that is opened isn't closed
    public static String quoted(String word, boolean whole) {
        if (PLAIN.matcher(word).matches() || (word.isEmpty() && !whole)) {
            return word;
        }
        return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + (whole ? "\"" : "");
    }
}
