package dev.varve.cli.command;

import dev.varve.cli.arguments.CommandTable;
import dev.varve.cli.virsh.VirshCommands;

/// All commands: virsh's and those of our own.
public final class Commands {
    private Commands() {}

    /// {@return all of them}
    public static CommandTable table() {
        return VirshCommands.table()
                .with("undo", UndoCommand::new)
                .with("prune", PruneCommand::new)
                .with("run-policies", RunPoliciesCommand::new)
                .with("hold", HoldCommand::new)
                .with("release", ReleaseCommand::new)
                .with("tag", TagCommand::new)
                .with("describe", DescribeCommand::new)
                .with("chain", ChainCommand::new)
                .with("clone", CloneCommand::new)
                .with("relocate", RelocateCommand::new)
                .with("export", ExportCommand::new)
                .with("import", ImportCommand::new)
                .with("snapshots", SnapshotsCommand::new)
                .with("status", StatusCommand::new)
                .with("metrics", MetricsCommand::new)
                .with("du", DuCommand::new)
                .with("diff", DiffCommand::new)
                .with("nbd", NbdCommand::new)
                .with("map", MapCommand::new)
                .with("doctor", DoctorCommand::new)
                .with("recover", RecoverCommand::new)
                .with("log", LogCommand::new)
                .with("help", HelpCommand::new);
    }
}
