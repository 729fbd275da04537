package dev.varve.cli.arguments;

import dev.varve.cli.session.GlobalOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the options before the command as glibc's `getopt_long` does for virsh: up to the first argument that is none;
/// single letters may be joined, a long name may be shortened while it stays unique.
public final class GlobalArguments {

    private enum Value {
        NONE,
        REQUIRED,
        OPTIONAL
    }

    private record Definition(char letter, String name, Value value) {}

    private static final List<Definition> DEFINITIONS =
            List.of(
                    new Definition('c', "connect", Value.REQUIRED),
                    new Definition('d', "debug", Value.REQUIRED),
                    new Definition('e', "escape", Value.REQUIRED),
                    new Definition('h', "help", Value.NONE),
                    new Definition('k', "keepalive-interval", Value.REQUIRED),
                    new Definition('K', "keepalive-count", Value.REQUIRED),
                    new Definition('l', "log", Value.REQUIRED),
                    new Definition('q', "quiet", Value.NONE),
                    new Definition('r', "readonly", Value.NONE),
                    new Definition('t', "timing", Value.NONE),
                    new Definition('v', "version", Value.OPTIONAL));

    /// Ends the reading with its outcome.
    private static final class Stop extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient GlobalParse outcome;

        Stop(GlobalParse outcome) {
            super("", null, false, false);
            this.outcome = outcome;
        }
    }

    private final List<String> arguments;
    private final List<String> warnings = new ArrayList<>();
    private int at;
    private Optional<String> connect = Optional.empty();
    private boolean quiet;
    private boolean readonly;
    private Optional<Integer> keepaliveInterval = Optional.empty();
    private Optional<Integer> keepaliveCount = Optional.empty();
    private boolean timing;

    private GlobalArguments(List<String> arguments) {
        this.arguments = arguments;
    }

    public static GlobalParse parse(List<String> arguments) {
        var reader = new GlobalArguments(List.copyOf(arguments));
        try {
            reader.readAll();
            return reader.ready();
        } catch (Stop stop) {
            return stop.outcome;
        }
    }

    private GlobalParse ready() {
        return new GlobalParse.Ready(options(), arguments.subList(at, arguments.size()));
    }

    private GlobalOptions options() {
        return new GlobalOptions(
                connect, quiet, readonly, keepaliveInterval, keepaliveCount, timing, warnings);
    }

    private void readAll() throws Stop {
        while (at < arguments.size()) {
            var argument = arguments.get(at);
            if (!argument.startsWith("-") || argument.equals("-")) {
                return;
            }
            at++;
            if (argument.equals("--")) {
                return;
            }
            if (argument.startsWith("--")) {
                readLong(argument);
            } else {
                readLetters(argument);
            }
        }
    }

    private void readLong(String argument) throws Stop {
        var equals = argument.indexOf('=');
        var name = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
        var definition = find(name).orElseThrow(() -> unsupported(argument));
        if (definition.value() == Value.NONE && equals >= 0) {
            throw unsupported("-" + definition.letter());
        }
        var attached =
                equals < 0 ? Optional.<String>empty() : Optional.of(argument.substring(equals + 1));
        take(definition, "--" + definition.name(), attached);
    }

    private static Optional<Definition> find(String name) {
        var exact = DEFINITIONS.stream().filter(d -> d.name().equals(name)).toList();
        var matching =
                exact.isEmpty()
                        ? DEFINITIONS.stream().filter(d -> d.name().startsWith(name)).toList()
                        : exact;
        return matching.size() == 1 ? Optional.of(matching.getFirst()) : Optional.empty();
    }

    private void readLetters(String argument) throws Stop {
        for (var i = 1; i < argument.length(); i++) {
            var letter = argument.charAt(i);
            if (letter == 'V') {
                throw new Stop(new GlobalParse.Version(true, options()));
            }
            var definition =
                    DEFINITIONS.stream()
                            .filter(d -> d.letter() == letter)
                            .findFirst()
                            .orElseThrow(() -> unsupported("-" + letter));
            var rest = argument.substring(i + 1);
            var takesRest = definition.value() == Value.REQUIRED && !rest.isEmpty();
            take(definition, "-" + letter, takesRest ? Optional.of(rest) : Optional.empty());
            if (definition.value() == Value.REQUIRED) {
                return;
            }
        }
    }

    private void take(Definition definition, String spelled, Optional<String> attached)
            throws Stop {
        switch (definition.letter()) {
            case 'h' -> throw new Stop(new GlobalParse.Help());
            case 'v' ->
                    throw new Stop(new GlobalParse.Version(isFull(spelled, attached), options()));
            case 'q' -> quiet = true;
            case 'r' -> readonly = true;
            case 't' -> timing = true;
            default ->
                    takeValue(
                            definition,
                            spelled,
                            attached.isPresent() ? attached.get() : next(definition));
        }
    }

    /// Scripts that want the number alone say `-v`, or `--version=short`.
    private static boolean isFull(String spelled, Optional<String> attached) {
        return spelled.startsWith("--") && attached.map("long"::equals).orElse(true);
    }

    private String next(Definition definition) throws Stop {
        if (at == arguments.size()) {
            throw wrong(
                    "option '-"
                            + definition.letter()
                            + "'/'--"
                            + definition.name()
                            + "' requires an argument");
        }
        return arguments.get(at++);
    }

    private void takeValue(Definition definition, String spelled, String value) throws Stop {
        switch (definition.letter()) {
            case 'c' -> connect = Optional.of(value);
            case 'd' -> checkDebugLevel(spelled, value);
            case 'e' -> checkEscape(value);
            case 'k' -> keepaliveInterval = Optional.of(positive(spelled, value));
            case 'K' -> keepaliveCount = Optional.of(positive(spelled, value));
            default -> {} // -l: libvirt's own log settings hold for us
        }
    }

    private void checkDebugLevel(String spelled, String value) throws Stop {
        var level =
                number(value)
                        .orElseThrow(
                                () -> wrong("option " + spelled + " takes a numeric argument"));
        if (level < 0 || level > 4) {
            warnings.add("ignoring debug level " + level + " out of range [0-4]");
        }
    }

    /// One character, or a caret and one.
    private void checkEscape(String value) throws Stop {
        var bytes = value.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        if (bytes != 1 && !(bytes == 2 && value.startsWith("^"))) {
            throw wrong("Invalid string '" + value + "' for escape sequence");
        }
    }

    private int positive(String spelled, String value) throws Stop {
        int number = number(value).orElseThrow(() -> wrong("Invalid value for option " + spelled));
        if (number < 0) {
            throw wrong("option " + spelled + " requires a positive integer argument");
        }
        return number;
    }

    /// As C's `strtol` reads it: blanks and a sign may stand in front.
    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseInt(text.stripLeading()));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private Stop unsupported(String spelled) {
        return wrong("unsupported option '" + spelled + "'. See --help.");
    }

    private Stop wrong(String error) {
        return new Stop(
                new GlobalParse.Wrong(Stream.concat(warnings.stream(), Stream.of(error)).toList()));
    }
}
