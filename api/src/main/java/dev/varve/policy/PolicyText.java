package dev.varve.policy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/// A policy as a file has it: `key = value`, a line each, and comments after `#`.
///
/// @param name the policy's
/// @param file for messages
record PolicyText(String name, String file) {
    private static final List<String> KEYS =
            List.of(
                    "domains",
                    "hourly",
                    "daily",
                    "weekly",
                    "monthly",
                    "yearly",
                    "quiesce",
                    "only-running",
                    "memory",
                    "min-free",
                    "before",
                    "after",
                    "hook-timeout");

    private static final Pattern SETTING = Pattern.compile("\\s*([^\\s=]+)\\s*=(.*)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([KMGTP]?)(i?B)?");
    private static final Pattern TIME = Pattern.compile("(\\d{1,4})(s|m|h)?");
    private static final int COUNT_MAX = 10_000;

    /// A value and the line that it is on.
    private record Value(int line, String text) {}

    /// {@return the policy}
    ///
    /// @throws PolicyException for a line that can't be understood, or what makes no sense
    Policy read(List<String> lines) {
        var values = values(lines);
        var domains = value(values, "domains", this::domains);
        if (domains.isEmpty()) {
            throw new PolicyException(file + ": it names no domains; add \"domains = *\" for all");
        }
        var quiesce =
                value(values, "quiesce", PolicyText::quiesce).orElse(Policy.Quiesce.IF_POSSIBLE);
        boolean memory = value(values, "memory", PolicyText::yes).orElse(false);
        if (memory && quiesce == Policy.Quiesce.REQUIRED) {
            throw new PolicyException(
                    file
                            + ": no guest is frozen while its memory is saved: say quiesce = no, or"
                            + " memory = no");
        }
        return new Policy(
                name,
                domains.get(),
                keep(values),
                quiesce,
                value(values, "only-running", PolicyText::yes).orElse(false),
                memory,
                value(values, "min-free", PolicyText::free),
                new Policy.Hooks(
                        value(values, "before", this::hook),
                        value(values, "after", this::hook),
                        value(values, "hook-timeout", PolicyText::time)
                                .orElse(Policy.Hooks.none().timeout())));
    }

    private Map<String, Value> values(List<String> lines) {
        var values = new TreeMap<String, Value>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).replaceFirst("(^|\\s)#.*", "");
            if (line.isBlank()) {
                continue;
            }
            var setting = SETTING.matcher(line);
            if (!setting.matches()) {
                throw at(i + 1, "expected key = value");
            }
            var key = setting.group(1);
            if (!KEYS.contains(key)) {
                throw at(i + 1, "unknown key '" + key + "'; there are " + String.join(", ", KEYS));
            }
            var value = new Value(i + 1, setting.group(2).strip());
            var earlier = Optional.ofNullable(values.putIfAbsent(key, value));
            if (earlier.isPresent()) {
                throw at(i + 1, key + " is set in line " + earlier.get().line() + " already");
            }
        }
        return values;
    }

    private PolicyException at(int line, String message) {
        return new PolicyException(file + ":" + line + ": " + message);
    }

    private <T> Optional<T> value(
            Map<String, Value> values, String key, Function<String, T> reading) {
        return Optional.ofNullable(values.get(key))
                .map(value -> {
                    try {
                        return reading.apply(value.text());
                    } catch (IllegalArgumentException e) {
                        throw at(value.line(), key + " " + e.getMessage());
                    }
                });
    }

    private static IllegalArgumentException takes(String what, String text) {
        return new IllegalArgumentException("takes " + what + ", not '" + text + "'");
    }

    private Policy.Domains domains(String text) {
        var words = Arrays.stream(text.split("[\\s,]+")).filter(word -> !word.isEmpty()).toList();
        var excluded =
                words.stream()
                        .filter(word -> word.startsWith("!"))
                        .map(word -> word.substring(1))
                        .toList();
        var included = words.stream().filter(word -> !word.startsWith("!")).toList();
        if (included.isEmpty() || words.stream().anyMatch(word -> !isPattern(word))) {
            throw takes("names and patterns such as web* and !web-test", text);
        }
        return new Policy.Domains(included, excluded);
    }

    private static boolean isPattern(String word) {
        if (word.equals("!") || word.contains("{") || word.contains("}")) {
            return false;
        }
        try {
            return new Policy.Domains(List.of(word), List.of()).included().size() == 1;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private Policy.Keep keep(Map<String, Value> values) {
        try {
            return new Policy.Keep(
                    count(values, "hourly"),
                    count(values, "daily"),
                    count(values, "weekly"),
                    count(values, "monthly"),
                    count(values, "yearly"));
        } catch (IllegalArgumentException _) {
            throw new PolicyException(
                    file + ": it keeps nothing; say how many, such as \"daily = 7\"");
        }
    }

    private int count(Map<String, Value> values, String key) {
        return value(values, key, PolicyText::count).orElse(0);
    }

    private static int count(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > COUNT_MAX) {
            throw takes("a number from 0 to " + COUNT_MAX, text);
        }
        return Integer.parseInt(text);
    }

    private static Policy.Quiesce quiesce(String text) {
        return switch (text) {
            case "if-possible" -> Policy.Quiesce.IF_POSSIBLE;
            case "required" -> Policy.Quiesce.REQUIRED;
            case "no" -> Policy.Quiesce.NO;
            default -> throw takes("if-possible, required or no", text);
        };
    }

    private static boolean yes(String text) {
        return switch (text) {
            case "yes", "true" -> true;
            case "no", "false" -> false;
            default -> throw takes("yes or no", text);
        };
    }

    private static Policy.MinFree free(String text) {
        if (text.matches("[1-9]\\d?%")) {
            return new Policy.MinFree(Integer.parseInt(text.substring(0, text.length() - 1)), 0);
        }
        var size = SIZE.matcher(text);
        if (!size.matches()) {
            throw takes("a part such as 10% or a size such as 20G", text);
        }
        int unit = " KMGTP".indexOf(size.group(2).isEmpty() ? " " : size.group(2));
        try {
            long bytes = Math.multiplyExact(Long.parseLong(size.group(1)), 1L << (10 * unit));
            return new Policy.MinFree(0, bytes);
        } catch (ArithmeticException | IllegalArgumentException _) {
            throw takes("a part such as 10% or a size such as 20G", text);
        }
    }

    private static Duration time(String text) {
        var time = TIME.matcher(text);
        if (!time.matches() || Integer.parseInt(time.group(1)) == 0) {
            throw takes("a time such as 30s or 5m", text);
        }
        int number = Integer.parseInt(time.group(1));
        return switch (Optional.ofNullable(time.group(2)).orElse("s")) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofSeconds(number);
        };
    }

    private Path hook(String text) {
        var program = Path.of(text);
        if (!program.isAbsolute()) {
            throw takes("the absolute path of a program, without arguments", text);
        }
        var real = trusted(program);
        if (!Files.isRegularFile(real) || !Files.isExecutable(real)) {
            throw new IllegalArgumentException("can't be " + program + ": it can't be executed");
        }
        return real;
    }

    private static Path trusted(Path program) {
        try {
            return TrustedFile.real(program);
        } catch (PolicyException e) {
            throw new IllegalArgumentException("can't be " + e.getMessage(), e);
        }
    }
}
