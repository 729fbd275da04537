package dev.varve.cli.shell;

import dev.varve.cli.arguments.CommandTable;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.session.Session;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// What only a shell says and understands.
public final class ShellWords {
    /// Printed before the first prompt.
    public static final String GREETING =
            """
            Welcome to varve, the snapshots of virtual machines.

            Type:  'help' for help with commands
                   'quit' to quit

            """;

    private static final Set<String> ENDS = Set.of("quit", "exit");

    /// `quit`, and `exit`
    @Command(description = "End the shell.", footer = "quit")
    private static final class QuitCommand implements VirshCommand {
        @Override
        public void run(Session session) {
            // Whoever performs it ends.
        }

        /// It needs no connection.
        @Override
        public boolean ours() {
            return true;
        }
    }

    private ShellWords() {}

    /// {@return the commands with those that end a shell}
    public static CommandTable in(CommandTable commands) {
        var table = commands;
        for (var name : ENDS.stream().sorted().toList()) {
            table = table.with(name, QuitCommand::new);
        }
        return table;
    }

    /// {@return whether the shell ends with that command}
    public static boolean ends(CommandLine command) {
        return ENDS.contains(command.getCommandName());
    }
}
