package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.Session;
import dev.varve.operation.DiskChange;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `blockcommit`
@Command(
        description = "Commit layers of a disk into one below them.",
        footer = "varve blockcommit web vda --top /images/web.s2 --base /images/web.qcow2")
final class BlockcommitCommand implements VirshCommand {
    @Mixin BlockMergeArguments block = new BlockMergeArguments();

    @Option(names = "--shallow", description = "commit into the image directly below the top")
    boolean shallow;

    @Option(
            names = "--top",
            paramLabel = "IMAGE",
            description = "the uppermost image that goes; without it, the active layer")
    Optional<String> top = Optional.empty();

    @Option(names = "--active", description = "the active layer may go")
    boolean active;

    @Option(names = "--delete", description = "remove what was committed, which is always done")
    boolean delete;

    @Option(names = "--pivot", description = "implies --active; the domain goes on with the base")
    boolean pivot;

    @Option(
            names = "--keep-overlay",
            description = "refused: the overlay would read wrong once the base is written to")
    boolean keepOverlay;

    @Override
    public Optional<String> conflict() {
        return new Conflicts().exclusive("pivot", pivot, "keep-overlay", keepOverlay).first();
    }

    @Override
    public void run(Session session) {
        if (keepOverlay) {
            throw new CommandFailure(
                    "cannot keep the overlay: it would read wrong as soon as the base is written"
                            + " to; take a snapshot instead");
        }
        var commit =
                new DiskChange.Commit(
                        block.disk.path,
                        BlockMergeArguments.image(block.base, "base"),
                        BlockMergeArguments.image(top, "top"),
                        shallow,
                        active || pivot);
        block.plan
                .perform(session, session.found(block.disk.domain), commit, block.options())
                .ifPresent(_ -> session.printExtra("\nCommit complete"));
    }
}
