package dev.varve.cli.virsh;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `snapshot-revert`
@Command(name = "snapshot-revert", description = "Revert a domain to a snapshot.")
final class SnapshotRevertCommand implements VirshCommand {

    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Data(1)
    @Option(names = "--snapshotname", paramLabel = "SNAPSHOT", description = "the snapshot")
    Optional<String> snapshotname = Optional.empty();

    @Option(names = "--current", description = "the current snapshot")
    boolean current;

    @Option(names = "--running", description = "let the domain run afterwards")
    boolean running;

    @Option(names = "--paused", description = "let the domain be paused afterwards")
    boolean paused;

    @Option(names = "--force", description = "also when something may go wrong")
    boolean force;

    @Option(names = "--reset-nvram", description = "start with a fresh NVRAM")
    boolean resetNvram;

    @Option(names = "--discard", description = "keep no snapshot of the state that is left")
    boolean discard;

    @Option(names = "--dry-run", description = "only print what would be done")
    boolean dryRun;

    @Option(names = "--json", description = "print JSON")
    boolean json;
}
