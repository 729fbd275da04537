package dev.varve.cli.virsh;

import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.session.Session;
import dev.varve.operation.DiskChange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `blockpull`
@Command(
        description = "Pull what lies below a disk's active layer into it.",
        footer = "varve blockpull web vda")
final class BlockpullCommand implements VirshCommand {
    @Mixin BlockMergeArguments block = new BlockMergeArguments();

    @Override
    public void run(Session session) {
        var pull =
                new DiskChange.Pull(block.disk.path, BlockMergeArguments.image(block.base, "base"));
        block.plan
                .perform(session, session.found(block.disk.domain), pull, block.options())
                .ifPresent(_ -> session.printExtra("\nPull complete"));
    }
}
