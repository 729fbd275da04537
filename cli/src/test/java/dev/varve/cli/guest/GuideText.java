package dev.varve.cli.guest;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Compares what a page shows with what was printed. Times, sizes, UUIDs and the numbers of processes differ from run to
/// run, and so do names with a time in them: what such a name was this time is kept, and is meant wherever the page says
/// it again.
final class GuideText {
    /// A name with a time in it: `before-revert-20261124T072845Z`, `web.1795505320`.
    private static final Pattern NAME =
            Pattern.compile("\\d{8}T\\d{6}Z(?:-\\d+)?|(?<=\\.)\\d{10}\\b");

    /// What differs, from the first alternative that fits to the last, and how else it may look.
    private static final Pattern DIFFERING =
            Pattern.compile(
                    "(?<name>\\d{8}T\\d{6}Z(?:-\\d+)?|(?<=\\.)\\d{10}\\b)"
                            + "|(?<time>\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z| [+-]\\d{4}))"
                            + "|(?<uuid>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})"
                            + "|(?<size>\\d+(\\.\\d+)? ([KMGT]i)?B(/s)?\\b)"
                            + "|(?<process>process \\d+)"
                            + "|(?<duration>about \\d+ (s|min|h)\\b)"
                            + "|(?<any>…)"
                            + "|(?<blanks> +)"
                            + "|(?<rule>-{20,})");

    private final Path images;
    private final Map<String, String> names = new HashMap<>();

    /// @param images what the pages call `/images`
    GuideText(Path images) {
        this.images = images;
    }

    /// {@return a word of a command, with the names of this run}
    String typed(String word) {
        return NAME.matcher(word)
                .replaceAll(found -> names.getOrDefault(found.group(), found.group()))
                .replace("/images", images.toString());
    }

    /// {@return a text with the names that the page has}
    String shown(String printed) {
        var text =
                printed.replace(images.toString(), "/images")
                        .lines()
                        .filter(line -> !line.isBlank())
                        .map(String::stripTrailing)
                        .collect(Collectors.joining("\n"));
        for (var name : names.entrySet()) {
            text = text.replace(name.getValue(), name.getKey());
        }
        return text;
    }

    /// {@return the first line that the page shows and that isn't printed, or that is printed and not shown}
    Optional<String> difference(List<String> shown, String text) {
        var printed = text.replace(images.toString(), "/images").stripTrailing().lines().toList();
        int at = 0;
        for (int i = 0; i < shown.size(); i++) {
            var line = shown.get(i);
            if (line.isBlank()) {
                continue;
            }
            if (line.strip().equals("…")) {
                at = after(printed, at, shown.subList(i + 1, shown.size()));
                continue;
            }
            while (at < printed.size() && printed.get(at).isBlank()) {
                at++;
            }
            if (at == printed.size() || !fits(line, printed.get(at))) {
                return Optional.of(
                        "the page shows\n  %s\nand Varve prints\n%s".formatted(line, shown(text)));
            }
            at++;
        }
        return rest(printed.subList(at, printed.size()))
                .map(line -> "the page doesn't show\n  " + line + "\nof\n" + shown(text));
    }

    private static Optional<String> rest(List<String> printed) {
        return printed.stream().filter(line -> !line.isBlank()).findFirst();
    }

    /// {@return where the next shown line is printed; the end, where none is shown}
    private int after(List<String> printed, int from, List<String> shown) {
        if (shown.isEmpty()) {
            return printed.size();
        }
        int at = from;
        while (at < printed.size() && !fits(shown.getFirst(), printed.get(at))) {
            at++;
        }
        return at;
    }

    private boolean fits(String shown, String printed) {
        var pattern = new StringBuilder();
        int at = 0;
        for (Matcher found = DIFFERING.matcher(shown); found.find(); at = found.end()) {
            pattern.append(Pattern.quote(shown.substring(at, found.start())));
            pattern.append(pattern(found));
        }
        pattern.append(Pattern.quote(shown.substring(at)));
        var matched = Pattern.compile(pattern + "\\s*").matcher(printed);
        if (!matched.matches()) {
            return false;
        }
        learn(shown, matched);
        return true;
    }

    private String pattern(Matcher found) {
        var text = found.group();
        if (found.group("name") != null) {
            return "("
                    + (names.containsKey(text)
                            ? Pattern.quote(names.get(text))
                            : text.contains("T") ? "\\d{8}T\\d{6}Z(?:-\\d+)?" : "\\d{10}")
                    + ")";
        }
        if (found.group("time") != null) {
            return "[0-9TZ:. +-]+?";
        }
        if (found.group("uuid") != null) {
            return "[0-9a-f-]{36}";
        }
        if (found.group("size") != null) {
            return "\\d+(?:\\.\\d+)? (?:[KMGT]i)?B" + (text.endsWith("/s") ? "/s" : "");
        }
        if (found.group("process") != null) {
            return "process \\d+";
        }
        if (found.group("duration") != null) {
            return "about \\d+ (?:s|min|h)";
        }
        if (found.group("any") != null) {
            return ".*";
        }
        // Columns are as wide as what is in them.
        return found.group("rule") != null ? "-{20,}" : " +";
    }

    private void learn(String shown, Matcher matched) {
        int group = 1;
        for (Matcher found = NAME.matcher(shown); found.find(); group++) {
            names.putIfAbsent(found.group(), matched.group(group));
        }
    }
}
