package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import dev.varve.operation.Plan;
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

    /// {@return what is said of the snapshot after a change to what is noted about it}
    ///
    /// @param changed for one that has been made
    /// @param same where nothing had to be
    String said(Plan done, String changed, String same) {
        return "Domain snapshot %s %s\n"
                .formatted(snapshotname, done.steps().isEmpty() ? same : changed);
    }
}
