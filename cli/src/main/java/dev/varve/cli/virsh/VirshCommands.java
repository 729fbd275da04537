package dev.varve.cli.virsh;

import java.util.Map;
import java.util.stream.Collectors;
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
            RecoverCommand.class
        })
public final class VirshCommands {

    private VirshCommands() {}

    /// A fresh command line with all of them.
    public static CommandLine commandLine() {
        return new CommandLine(new VirshCommands());
    }

    /// {@return those of the commands that virsh has too}
    static Map<String, CommandLine> ofVirsh(CommandLine all) {
        return all.getSubcommands().entrySet().stream()
                .filter(named -> !((VirshCommand) named.getValue().getCommand()).ours())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
