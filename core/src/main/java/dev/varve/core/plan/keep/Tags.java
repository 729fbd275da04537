package dev.varve.core.plan.keep;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// What a snapshot's tag may be.
public final class Tags {
    /// What is said of one that isn't.
    public static final String RULE =
            "a tag is a word: not empty, without commas, spaces and control characters";

    private Tags() {}

    /// {@return the tags of options that have one or more each, with commas between them, as restic's}
    public static List<String> split(Collection<String> options) {
        return options.stream().flatMap(text -> Arrays.stream(text.split(",", -1))).toList();
    }

    /// {@return whether all can be tags}
    public static boolean areWords(Collection<String> tags) {
        return tags.stream()
                .noneMatch(tag -> tag.isEmpty() || tag.codePoints().anyMatch(Tags::separates));
    }

    private static boolean separates(int character) {
        return character == ','
                || Character.isWhitespace(character)
                || Character.isISOControl(character);
    }
}
