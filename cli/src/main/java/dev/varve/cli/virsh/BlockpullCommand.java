package dev.varve.cli.virsh;

import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.change.Changes;
import dev.varve.cli.session.Session;
import dev.varve.core.plan.block.PullLayers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `blockpull`
@Command(description = "Pull what lies below a disk's active layer into it.")
final class BlockpullCommand implements VirshCommand {
    @Mixin BlockMergeArguments block = new BlockMergeArguments();

    @Override
    public void run(Session session) {
        try (var handle = session.domain(block.disk.domain)) {
            var pull =
                    new PullLayers(
                            Changes.ref(handle),
                            block.disk.path,
                            BlockMergeArguments.image(block.base, "base"));
            block.plan
                    .perform(session, block.options(), pull)
                    .ifPresent(_ -> session.printExtra("\nPull complete"));
        }
    }
}
