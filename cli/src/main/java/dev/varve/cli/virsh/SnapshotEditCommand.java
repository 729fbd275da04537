package dev.varve.cli.virsh;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `snapshot-edit`
@Command(name = "snapshot-edit", description = "Edit the XML of a snapshot.")
final class SnapshotEditCommand implements VirshCommand {

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

    @Option(names = "--current", description = "make the edited snapshot the current one")
    boolean current;

    @Option(names = "--rename", description = "allow a new name")
    boolean rename;

    @Option(names = "--clone", description = "allow a copy under a new name")
    boolean clone;

    @Override
    public Optional<String> conflict() {
        return new Conflicts().exclusive("rename", rename, "clone", clone).first();
    }
}
