package dev.varve.cli.guest;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.command.Commands;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// Command lines that can't be obeyed, made of the model of the commands: each has one mistake for certain, and much
/// besides that may be one.
final class WrongLines {
    private static final Set<String> FILES =
            Set.of("FILE", "DIR", "PATH", "IMAGE", "DOMAIN|IMAGE|DIR", "POOL", "MEMSPEC");
    private static final Set<String> NUMBERS =
            Set.of("N", "AGE", "BYTES", "MIB", "SECONDS", "FORMAT");
    private static final List<String> NO_NUMBERS =
            List.of("x", "-1", "", "99999999999999999999", "1e3", "0x10", "７", " 1", "1 ", "NaN");
    private static final List<String> ODD =
            List.of(
                    "",
                    " ",
                    "-",
                    "--",
                    "-x",
                    ".",
                    "..",
                    "a/b",
                    "../../etc/passwd",
                    "null",
                    "%s%n%d",
                    "{0}",
                    "'",
                    "\"",
                    "`id`",
                    "a\nb",
                    "\u001b[31mred",
                    "\u202egnp.exe",
                    "日本 VM",
                    "é\u0301",
                    "\ud83d\ude00",
                    "\ud83d",
                    "a,b,,c",
                    "=",
                    "file=",
                    "vda,file=,snapshot=no",
                    "x".repeat(300),
                    "ü".repeat(5000));

    private final Random random;
    private final String domain;

    /// To it, any file is a raw image.
    private static final Set<String> READS_ANY_FILE = Set.of("chain");

    private final List<Path> files;
    private final Path directory;
    private final List<CommandLine> commands =
            List.copyOf(Commands.table().commandLine().getSubcommands().values());

    /// @param domain one that is there, shut off, with the snapshot `s1`
    /// @param files what can be named and is no file that a command takes
    /// @param directory where there is nothing named `absent`
    WrongLines(Random random, String domain, List<Path> files, Path directory) {
        this.random = random;
        this.domain = domain;
        this.files = List.copyOf(files);
        this.directory = directory;
    }

    /// A kind of mistake.
    enum Mistake {
        UNKNOWN_OPTION,
        NO_VALUE,
        ONE_MORE_VALUE,
        NOTHING_NAMED,
        NO_SUCH_DOMAIN,
        NO_SUCH_SNAPSHOT,
        NO_NUMBER,
        NO_SUCH_FILE,
        UNKNOWN_COMMAND,
        TWO_GLOBALS
    }

    /// {@return so many lines, of all commands and all mistakes in turn}
    List<List<String>> lines(int count) {
        var lines = new ArrayList<List<String>>();
        for (int i = 0; lines.size() < count; i++) {
            var command = commands.get(i % commands.size());
            var mistake = Mistake.values()[(i / commands.size() + i) % Mistake.values().length];
            line(command, mistake).map(this::perhapsAsJson).ifPresent(lines::add);
        }
        return lines;
    }

    private List<String> perhapsAsJson(List<String> line) {
        if (random.nextBoolean()) {
            return line;
        }
        var json = new ArrayList<>(line);
        // Last, it could be the value of an option; first, it is an option of the program.
        json.add(line.getFirst().startsWith("-") ? line.size() : 1, "--json");
        return json;
    }

    /// {@return a line with that mistake; empty where the command can't be given so}
    private Optional<List<String>> line(CommandLine command, Mistake mistake) {
        return switch (mistake) {
            case UNKNOWN_OPTION -> Optional.of(with(given(command), "--" + odd("frobnicate")));
            case NO_VALUE ->
                    any(valued(command)).map(option -> with(given(command), option.longestName()));
            case ONE_MORE_VALUE ->
                    data(command).stream().anyMatch(OptionSpec::isMultiValue)
                            ? Optional.empty()
                            : Optional.of(with(given(command), oddWord(), oddWord(), oddWord()));
            case NOTHING_NAMED ->
                    command.getCommandSpec().options().stream().anyMatch(OptionSpec::required)
                            ? Optional.of(with(named(command), flags(command)))
                            : Optional.empty();
            case NO_SUCH_DOMAIN -> at(command, "DOMAIN", this::odd);
            case NO_SUCH_SNAPSHOT -> at(command, "SNAPSHOT", this::odd);
            case NO_NUMBER -> at(command, NUMBERS, any(NO_NUMBERS).orElseThrow());
            case NO_SUCH_FILE ->
                    READS_ANY_FILE.contains(command.getCommandName())
                            ? Optional.empty()
                            : at(command, FILES, any(files).orElseThrow().toString());
            case UNKNOWN_COMMAND -> Optional.of(List.of(odd(command.getCommandName()), domain));
            case TWO_GLOBALS ->
                    Optional.of(
                            Stream.concat(Stream.of(global(), global()), given(command).stream())
                                    .toList());
        };
    }

    /// A value that no domain and no snapshot of this host has.
    private String odd(String word) {
        return word + "-" + any(ODD).orElseThrow();
    }

    private String oddWord() {
        return "more" + any(ODD).orElseThrow();
    }

    private String global() {
        return any(List.of("--frob", "-Z", "--keepalive-interval=x", "-e", "--debug=y", "-K-1"))
                .orElseThrow();
    }

    private interface Odd {
        String of(String word);
    }

    /// The command with all that it takes, of which what has that label isn't there.
    private Optional<List<String>> at(CommandLine command, String label, Odd odd) {
        boolean takesIt =
                data(command).stream()
                        .anyMatch(option -> option.paramLabel().equals(label) && option.required());
        return takesIt
                ? Optional.of(with(given(command, label, odd.of("none")), someFlags(command)))
                : Optional.empty();
    }

    /// The command with all that it takes, and with that value for one of its options of these labels.
    private Optional<List<String>> at(CommandLine command, Set<String> labels, String value) {
        return any(valued(command).stream()
                        .filter(option -> labels.contains(option.paramLabel()))
                        .toList())
                .map(option ->
                        data(command).contains(option)
                                ? given(command, option.paramLabel(), value)
                                : with(given(command), option.longestName(), value));
    }

    private List<String> given(CommandLine command) {
        return given(command, "", "");
    }

    /// What is changed is a snapshot that isn't there, so that a mistake that is none changes nothing.
    private List<String> given(CommandLine command, String label, String instead) {
        var line = named(command);
        for (var option : data(command)) {
            if (option.paramLabel().equals(label)) {
                line = with(line, option.longestName(), instead);
            } else if (option.required() || option.paramLabel().startsWith("SNAP")) {
                line = with(line, option.longestName(), value(option));
            } else if (option.paramLabel().equals("DOMAIN")) {
                line = with(line, option.longestName(), domain);
            }
        }
        return line;
    }

    private String value(OptionSpec option) {
        return switch (option.paramLabel()) {
            case "DOMAIN" -> domain;
            case "FILE", "DIR", "PATH" ->
                    directory.resolve("absent/" + option.paramLabel()).toString();
            default -> "none";
        };
    }

    private static List<String> named(CommandLine command) {
        return List.of(command.getCommandName());
    }

    private String[] flags(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> option.arity().max() == 0)
                .map(OptionSpec::longestName)
                .toArray(String[]::new);
    }

    private String[] someFlags(CommandLine command) {
        return Stream.of(flags(command)).filter(_ -> random.nextBoolean()).toArray(String[]::new);
    }

    private static List<OptionSpec> valued(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> option.arity().max() > 0)
                .toList();
    }

    private static List<OptionSpec> data(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> place(option) >= 0)
                .sorted(Comparator.comparingInt(WrongLines::place))
                .toList();
    }

    private static int place(OptionSpec option) {
        return option.userObject() instanceof AnnotatedElement field
                ? Optional.ofNullable(field.getAnnotation(Data.class)).map(Data::value).orElse(-1)
                : -1;
    }

    private static List<String> with(List<String> line, String... words) {
        return Stream.concat(line.stream(), Stream.of(words)).toList();
    }

    private <T> Optional<T> any(List<T> all) {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }
}
