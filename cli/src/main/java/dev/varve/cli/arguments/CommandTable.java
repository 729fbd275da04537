package dev.varve.cli.arguments;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Commands by name, in the order of the help. picocli's model of a command takes longer to build than many a command
/// to run, so one is built of the command that is asked for alone, and of all of them for the help of the program.
///
/// A name is said here and nowhere else.
public final class CommandTable {
    private static final String PROGRAM = "varve";
    private static final int MOST_MISTAKES = 2;

    private final Map<String, Supplier<? extends VirshCommand>> commands;

    private CommandTable(Map<String, Supplier<? extends VirshCommand>> commands) {
        this.commands = commands;
    }

    /// {@return a table without commands}
    public static CommandTable empty() {
        return new CommandTable(Map.of());
    }

    /// {@return this table with one more command at its end}
    ///
    /// @param command makes a fresh one, as its options are before any is given
    public CommandTable with(String name, Supplier<? extends VirshCommand> command) {
        var more = new LinkedHashMap<>(commands);
        more.put(name, command);
        return new CommandTable(more);
    }

    /// {@return a fresh command line of that command, as the only subcommand of its parent}
    public Optional<CommandLine> commandLine(String name) {
        return Optional.ofNullable(commands.get(name))
                .map(command -> add(program(), name, command).getSubcommands().get(name));
    }

    /// {@return the names of all commands}
    public Set<String> names() {
        return Collections.unmodifiableSet(commands.keySet());
    }

    /// {@return the command whose name is most like that, if one is like it at all}
    Optional<String> near(String name) {
        return commands.keySet().stream()
                .filter(known -> Spelling.distance(name, known) <= MOST_MISTAKES)
                .min(Comparator.comparingInt(known -> Spelling.distance(name, known)));
    }

    /// {@return a fresh command line with all commands}
    public CommandLine commandLine() {
        var program = program();
        commands.forEach((name, command) -> add(program, name, command));
        return program;
    }

    private static CommandLine program() {
        return new CommandLine(CommandSpec.create().name(PROGRAM));
    }

    private static CommandLine add(
            CommandLine program, String name, Supplier<? extends VirshCommand> command) {
        return program.addSubcommand(name, command.get());
    }
}
