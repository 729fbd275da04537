package dev.varve.core.model;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A domain's name in the names of its files, and what a copy of the domain has in its place.
///
/// @param from the domain's name
/// @param to the copy's
public record Renaming(String from, String to) {
    /// {@return the path with the one name in its file name replaced by the other; empty where the file name
    /// doesn't have it, as a word}
    public Optional<Path> of(Path path) {
        var file = path.getFileName();
        if (file == null || from.isEmpty()) {
            return Optional.empty();
        }
        var matcher = word().matcher(file.toString());
        return matcher.find()
                ? Optional.of(path.resolveSibling(matcher.replaceAll(Matcher.quoteReplacement(to))))
                : Optional.empty();
    }

    private Pattern word() {
        return Pattern.compile("(?<![A-Za-z0-9])" + Pattern.quote(from) + "(?![A-Za-z0-9])");
    }
}
