package dev.varve.cli.virsh;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The commands that virsh users know, as picocli knows commands: for parsing, help, completion and man pages.
@Command(
        name = "varve",
        subcommands = {
            ListCommand.class,
            DomblklistCommand.class,
            SnapshotCreateCommand.class,
            SnapshotCreateAsCommand.class,
            SnapshotListCommand.class,
            SnapshotInfoCommand.class,
            SnapshotDumpxmlCommand.class,
            SnapshotCurrentCommand.class,
            SnapshotParentCommand.class,
            SnapshotEditCommand.class,
            SnapshotRevertCommand.class,
            SnapshotDeleteCommand.class,
            BlockcommitCommand.class,
            BlockpullCommand.class,
            BlockjobCommand.class,
            BlockcopyCommand.class
        })
public final class VirshCommands {

    private VirshCommands() {}

    /// A fresh command line with all of them.
    public static CommandLine commandLine() {
        return new CommandLine(new VirshCommands());
    }
}
