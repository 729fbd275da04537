package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import picocli.CommandLine.Option;

/// The arguments of a command that is about one snapshot.
final class OneSnapshot {
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
}
