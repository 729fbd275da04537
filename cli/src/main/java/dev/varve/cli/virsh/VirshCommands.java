package dev.varve.cli.virsh;

import dev.varve.cli.arguments.CommandTable;

/// The commands that virsh users know.
public final class VirshCommands {

    private VirshCommands() {}

    /// {@return all of them}
    public static CommandTable table() {
        return CommandTable.empty()
                .with("list", ListCommand::new)
                .with("domblklist", DomblklistCommand::new)
                .with("snapshot-create", SnapshotCreateCommand::new)
                .with("snapshot-create-as", SnapshotCreateAsCommand::new)
                .with("snapshot-list", SnapshotListCommand::new)
                .with("snapshot-info", SnapshotInfoCommand::new)
                .with("snapshot-dumpxml", SnapshotDumpxmlCommand::new)
                .with("snapshot-current", SnapshotCurrentCommand::new)
                .with("snapshot-parent", SnapshotParentCommand::new)
                .with("snapshot-edit", SnapshotEditCommand::new)
                .with("snapshot-revert", SnapshotRevertCommand::new)
                .with("snapshot-delete", SnapshotDeleteCommand::new)
                .with("blockcommit", BlockcommitCommand::new)
                .with("blockpull", BlockpullCommand::new)
                .with("blockjob", BlockjobCommand::new)
                .with("blockcopy", BlockcopyCommand::new)
                .with("version", VersionCommand::new);
    }
}
