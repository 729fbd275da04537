package dev.varve.cli.arguments;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// virsh's argument language over picocli's model of the commands.
///
/// `--option value`, `--option=value`, a bare value for the first data option that has none, `--` before what are values
/// only. An option is what begins with two dashes and a letter or digit; anything else, `-x` and `---` too, is a value.
public final class VirshArguments {

    /// Arguments that virsh refuses.
    private static final class WrongException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient VirshParse.Wrong wrong;

        WrongException(List<String> errors) {
            this(new VirshParse.Wrong(errors));
        }

        WrongException(VirshParse.Wrong wrong) {
            super(String.join("\n", wrong.errors()));
            this.wrong = wrong;
        }
    }

    private final CommandTable table;

    /// Parses for the commands of `table`.
    public VirshArguments(CommandTable table) {
        this.table = table;
    }

    /// The commands in `arguments`, which follow the global options. A single argument is a command string: several
    /// commands with `;` between them, quoted as in a shell.
    public VirshParse parse(List<String> arguments) {
        try {
            var lines =
                    arguments.size() == 1
                            ? commandString(arguments.getFirst())
                            : List.of(arguments);
            var invocations = new ArrayList<VirshParse.Invocation>();
            for (var line : lines) {
                invocations.add(invocation(line));
            }
            return new VirshParse.Commands(invocations);
        } catch (WrongException e) {
            return e.wrong;
        }
    }

    /// The parser reads as it goes: an error in a command hides one in the quoting behind it.
    private List<List<String>> commandString(String text) throws WrongException {
        if (text.isEmpty()) {
            throw new WrongException(List.of());
        }
        var string = CommandString.split(text);
        if (string.error().isPresent()) {
            for (var line : string.commands()) {
                invocation(line);
            }
            if (!string.pending().isEmpty()) {
                var scan = new Scan(find(string.pending().getFirst()), true);
                scan.readAll(behindName(string.pending()));
            }
            throw wrong(string.error().get());
        }
        return string.commands();
    }

    private static List<String> behindName(List<String> line) {
        return line.subList(1, line.size());
    }

    private VirshParse.Invocation invocation(List<String> line) throws WrongException {
        var command = find(line.getFirst());
        var scan = new Scan(command, false);
        scan.readAll(behindName(line));
        if (scan.help) {
            return new VirshParse.Invocation(command, List.of(line.getFirst()), true);
        }
        scan.requireAll();
        var arguments = Stream.concat(Stream.of(line.getFirst()), scan.canonical.stream()).toList();
        return new VirshParse.Invocation(command, arguments, false);
    }

    /// picocli is told to take any value behind `--option=`, also one that looks like an option, or `--`: we are the ones
    /// who read that, and no argument can hold a NUL.
    private CommandLine find(String name) throws WrongException {
        var found = table.commandLine(name).orElseThrow(() -> unknown(name));
        found.getParent().setAllowOptionsAsOptionParameters(true);
        found.getParent().setEndOfOptionsDelimiter("\0");
        return found;
    }

    private WrongException unknown(String name) {
        return new WrongException(
                new VirshParse.Wrong(List.of("unknown command: '" + name + "'"), table.near(name)));
    }

    private static WrongException wrong(String error) {
        return new WrongException(List.of(error));
    }

    /// One command's arguments on their way.
    private static final class Scan {

        private final String command;
        private final boolean cutOff;
        private final List<OptionSpec> options;
        private final List<OptionSpec> data;
        private final Set<OptionSpec> seen = new HashSet<>();
        private final Set<OptionSpec> filled = new HashSet<>();
        private final List<String> canonical = new ArrayList<>();
        private Optional<OptionSpec> gatherer = Optional.empty();
        private boolean help;

        /// With `cutOff`, the next word exists but can't be read.
        Scan(CommandLine command, boolean cutOff) {
            this.command = command.getCommandName();
            this.cutOff = cutOff;
            this.options = command.getCommandSpec().options();
            this.data =
                    options.stream()
                            .filter(o -> place(o).isPresent())
                            .sorted(Comparator.comparing(o -> place(o).orElseThrow()))
                            .toList();
        }

        private static Optional<Integer> place(OptionSpec option) {
            return annotation(option, Data.class).map(Data::value);
        }

        private static <A extends Annotation> Optional<A> annotation(
                OptionSpec option, Class<A> type) {
            return option.userObject() instanceof AnnotatedElement field
                    ? Optional.ofNullable(field.getAnnotation(type))
                    : Optional.empty();
        }

        void readAll(List<String> arguments) throws WrongException {
            gatherer = gatherer(arguments);
            var dataOnly = false;
            for (var i = 0; i < arguments.size(); i++) {
                var argument = arguments.get(i);
                if (dataOnly || !isOption(argument)) {
                    if (!dataOnly && argument.equals("--")) {
                        dataOnly = true;
                    } else {
                        readData(argument);
                    }
                } else if (readOption(argument, arguments.subList(i + 1, arguments.size()))) {
                    i++;
                }
            }
        }

        private static boolean isOption(String argument) {
            return argument.length() > 2
                    && argument.startsWith("--")
                    && isAlphanumeric(argument.charAt(2));
        }

        private static boolean isAlphanumeric(char c) {
            return c < 0x80 && Character.isLetterOrDigit(c);
        }

        /// The option that all bare values belong to, also those before the one that says so.
        private Optional<OptionSpec> gatherer(List<String> arguments) {
            for (var i = 0; i < arguments.size() && !arguments.get(i).equals("--"); i++) {
                var argument = arguments.get(i);
                var named = isOption(argument) ? named(bareName(argument)) : empty();
                var gatherer = named.flatMap(o -> annotation(o, Gathers.class)).map(Gathers::value);
                if (gatherer.isPresent()) {
                    return named(gatherer.get().substring(2));
                }
                if (named.filter(o -> o.arity().max() > 0).isPresent() && !argument.contains("=")) {
                    i++;
                }
            }
            return Optional.empty();
        }

        private static Optional<OptionSpec> empty() {
            return Optional.empty();
        }

        private static String bareName(String argument) {
            var equals = argument.indexOf('=');
            return equals < 0 ? argument.substring(2) : argument.substring(2, equals);
        }

        private void readData(String value) throws WrongException {
            if (gatherer.isPresent()) {
                fill(gatherer.get(), value);
                return;
            }
            var free = data.stream().filter(o -> !filled.contains(o)).findFirst();
            if (free.isEmpty()) {
                throw wrong("unexpected data '" + value + "'");
            }
            fill(free.get(), value);
        }

        /// Whether the value was in the next argument.
        private boolean readOption(String argument, List<String> behind) throws WrongException {
            var equals = argument.indexOf('=');
            var name = bareName(argument);
            if (name.equals("help")) {
                refuseValue(name, equals);
                help = true;
                return false;
            }
            var option = find(name);
            if (!seen.add(option) && !option.isMultiValue()) {
                throw wrong("option --" + name + " already seen");
            }
            if (option.arity().max() == 0) {
                refuseValue(name, equals);
                canonical.add("--" + name);
                return false;
            }
            if (equals < 0 && behind.isEmpty() && cutOff) {
                return false;
            }
            if (equals < 0 && behind.isEmpty()) {
                throw wrong("expected syntax: --" + name + " <" + kind(option) + ">");
            }
            fill(option, equals < 0 ? behind.getFirst() : argument.substring(equals + 1));
            return equals < 0;
        }

        private static void refuseValue(String name, int equals) throws WrongException {
            if (equals >= 0) {
                throw wrong("invalid '=' after option --" + name);
            }
        }

        private OptionSpec find(String name) throws WrongException {
            var found = named(name);
            if (found.isEmpty()) {
                throw wrong("command '" + command + "' doesn't support option --" + name);
            }
            return found.get();
        }

        private Optional<OptionSpec> named(String name) {
            return options.stream()
                    .filter(o -> Stream.of(o.names()).anyMatch(n -> n.equals("--" + name)))
                    .findFirst();
        }

        private static String kind(OptionSpec option) {
            return option.typeInfo().getAuxiliaryTypes()[0].isPrimitive()
                            || Number.class.isAssignableFrom(
                                    option.typeInfo().getAuxiliaryTypes()[0])
                    ? "number"
                    : "string";
        }

        private void fill(OptionSpec option, String value) {
            canonical.add(option.longestName() + "=" + value);
            seen.add(option);
            if (!option.isMultiValue()) {
                filled.add(option);
            }
        }

        void requireAll() throws WrongException {
            var missing =
                    Stream.concat(data.stream(), options.stream().filter(o -> !data.contains(o)))
                            .filter(o -> required(o) && !seen.contains(o))
                            .map(o -> "command '" + command + "' requires " + asked(o) + " option")
                            .toList();
            if (!missing.isEmpty()) {
                throw new WrongException(missing);
            }
        }

        private String asked(OptionSpec option) {
            return data.contains(option) ? "<" + bare(option) + ">" : option.longestName();
        }

        private boolean required(OptionSpec option) {
            var unless = annotation(option, Data.class).map(Data::unless).orElse("");
            return unless.isEmpty()
                    ? option.required()
                    : named(unless.substring(2)).filter(seen::contains).isEmpty();
        }

        private static String bare(OptionSpec option) {
            return option.longestName().substring(2);
        }
    }
}
