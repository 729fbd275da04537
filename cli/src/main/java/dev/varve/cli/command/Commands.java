package dev.varve.cli.command;

import dev.varve.cli.virsh.VirshCommands;
import java.util.List;
import picocli.CommandLine;

/// All commands: virsh's and those of our own.
public final class Commands {
    private Commands() {}

    /// {@return a fresh command line with all of them}
    public static CommandLine commandLine() {
        var all = VirshCommands.commandLine();
        own().forEach(all::addSubcommand);
        return all;
    }

    private static List<OwnCommand> own() {
        return List.of(
                new UndoCommand(),
                new PruneCommand(),
                new HoldCommand(),
                new ReleaseCommand(),
                new TagCommand(),
                new DescribeCommand(),
                new ChainCommand(),
                new CloneCommand(),
                new RelocateCommand(),
                new ExportCommand(),
                new ImportCommand(),
                new DuCommand(),
                new DiffCommand(),
                new NbdCommand(),
                new MapCommand(),
                new DoctorCommand(),
                new RecoverCommand());
    }
}
