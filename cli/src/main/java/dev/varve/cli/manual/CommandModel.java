package dev.varve.cli.manual;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.Gathers;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// A command as its user sees it.
///
/// @param line picocli's model of it
record CommandModel(CommandLine line) {
    /// {@return a command of a program}
    ///
    /// @throws IllegalArgumentException for a name that isn't one's
    static CommandModel of(CommandLine program, String name) {
        return Optional.ofNullable(program.getSubcommands().get(name))
                .map(CommandModel::new)
                .orElseThrow(() -> new IllegalArgumentException("no command " + name));
    }

    String name() {
        return line.getCommandName();
    }

    /// {@return what it does, in a line}
    String description() {
        return String.join(" ", line.getCommandSpec().usageMessage().description());
    }

    /// {@return command lines as people type them}
    List<String> examples() {
        return List.of(line.getCommandSpec().usageMessage().footer());
    }

    /// {@return what may stand without the name of its option, in that order}
    List<OptionSpec> data() {
        return line.getCommandSpec().options().stream()
                .filter(option -> annotation(option, Data.class).isPresent())
                .sorted(
                        Comparator.comparingInt(
                                option -> annotation(option, Data.class).orElseThrow().value()))
                .toList();
    }

    /// {@return all options by their names}
    List<OptionSpec> options() {
        return line.getCommandSpec().options().stream()
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .toList();
    }

    /// {@return how it is given: `varve snapshot-revert DOMAIN [SNAPSHOT] [OPTION]...`}
    List<String> synopses() {
        var plain =
                Stream.of(
                                Stream.of("varve", name()),
                                data().stream().map(CommandModel::word),
                                Stream.of("[OPTION]..."))
                        .flatMap(words -> words)
                        .collect(Collectors.joining(" "));
        return Stream.concat(Stream.of(plain), gathering().stream()).toList();
    }

    /// {@return how it is given for several domains}
    private Optional<String> gathering() {
        return line.getCommandSpec().options().stream()
                .filter(option -> annotation(option, Gathers.class).isPresent())
                .findFirst()
                .map(option ->
                        "varve %s %s %s DOMAIN... [OPTION]..."
                                .formatted(name(), option.longestName(), option.paramLabel()));
    }

    private static String word(OptionSpec option) {
        var required =
                option.required()
                        || annotation(option, Data.class)
                                .filter(data -> !data.unless().isEmpty())
                                .isPresent();
        var word = required ? option.paramLabel() : "[" + option.paramLabel() + "]";
        return option.isMultiValue() ? word + "..." : word;
    }

    /// {@return an option with its value: `--name NAME`}
    static String spelled(OptionSpec option) {
        return option.arity().max() == 0
                ? option.longestName()
                : option.longestName() + " " + option.paramLabel();
    }

    /// {@return what an option does}
    static String text(OptionSpec option) {
        return String.join(" ", option.description());
    }

    private static <A extends Annotation> Optional<A> annotation(OptionSpec option, Class<A> type) {
        return option.userObject() instanceof AnnotatedElement field
                ? Optional.ofNullable(field.getAnnotation(type))
                : Optional.empty();
    }
}
