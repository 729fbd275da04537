package dev.varve.cli.virsh;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `snapshot-dumpxml`
@Command(name = "snapshot-dumpxml", description = "Print the XML of a snapshot.")
final class SnapshotDumpxmlCommand implements VirshCommand {

    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Data(1)
    @Option(
            names = "--snapshotname",
            required = true,
            paramLabel = "SNAPSHOT",
            description = "the snapshot")
    String snapshotname = "";

    @Option(names = "--security-info", description = "with passwords and keys")
    boolean securityInfo;

    @Option(
            names = "--xpath",
            paramLabel = "EXPRESSION",
            description = "only the nodes that an XPath expression finds")
    Optional<String> xpath = Optional.empty();

    @Option(names = "--wrap", description = "wrap the found nodes in one root")
    boolean wrap;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    /// virsh looks at the name before it looks for the domain.
    @Override
    public Optional<String> conflict() {
        return new Conflicts()
                .add(
                        snapshotname.isEmpty(),
                        "Failed to get option 'snapshotname': Option argument is empty")
                .first();
    }
}
