package dev.varve.cli.virsh;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `snapshot-current`
@Command(name = "snapshot-current", description = "Show or set the current snapshot.")
final class SnapshotCurrentCommand implements VirshCommand {

    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Option(names = "--name", description = "only its name")
    boolean name;

    @Option(names = "--security-info", description = "with passwords and keys")
    boolean securityInfo;

    @Data(1)
    @Option(
            names = "--snapshotname",
            paramLabel = "SNAPSHOT",
            description = "make this snapshot the current one")
    Optional<String> snapshotname = Optional.empty();

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public Optional<String> conflict() {
        return new Conflicts()
                .exclusive("name", name, "snapshotname", snapshotname.isPresent())
                .first();
    }
}
