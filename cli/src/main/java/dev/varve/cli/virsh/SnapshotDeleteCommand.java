package dev.varve.cli.virsh;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `snapshot-delete`
@Command(name = "snapshot-delete", description = "Delete a snapshot.")
final class SnapshotDeleteCommand implements VirshCommand {

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

    @Option(names = "--children", description = "with all its descendants")
    boolean children;

    @Option(names = "--children-only", description = "only its descendants")
    boolean childrenOnly;

    @Option(names = "--metadata", description = "only libvirt's metadata")
    boolean metadata;

    @Option(names = "--dry-run", description = "only print what would be done")
    boolean dryRun;

    @Option(names = "--json", description = "print JSON")
    boolean json;
}
