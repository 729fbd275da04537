package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.manual.HelpText;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `help`
@Command(
        description = "Tell what the commands do, or more of one.",
        footer = "varve help snapshot-revert")
final class HelpCommand implements OwnCommand {
    @Data(0)
    @Option(names = "--command", paramLabel = "COMMAND", description = "the command")
    Optional<String> command = Optional.empty();

    @Override
    public void run(Session session) {
        session.print(command.map(HelpCommand::of).orElseGet(HelpCommand::ofAll));
    }

    private static String ofAll() {
        return HelpText.of(Commands.table().commandLine());
    }

    private static String of(String name) {
        return Commands.table()
                .commandLine(name)
                .map(HelpText::ofCommand)
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.NOT_FOUND, "command '" + name + "' doesn't exist"));
    }
}
