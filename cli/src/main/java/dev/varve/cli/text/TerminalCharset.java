package dev.varve.cli.text;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the terminal can show, by the locale that the environment names.
public enum TerminalCharset {
    /// All of Unicode.
    UTF_8,
    /// One byte is one character, and none beyond ASCII is known: the locales `C` and `POSIX`.
    ASCII;

    /// {@return the charset of the locale that the environment names}
    public static TerminalCharset of(Map<String, String> environment) {
        var locale =
                Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                        .flatMap(name -> Optional.ofNullable(environment.get(name)).stream())
                        .filter(value -> !value.isEmpty())
                        .findFirst()
                        .orElse("C")
                        .toLowerCase(Locale.ROOT)
                        .replace("-", "");
        return locale.contains("utf8") ? UTF_8 : ASCII;
    }
}
