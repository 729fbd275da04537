package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import picocli.CommandLine.Option;

/// Which domain a command is about.
final class OneDomain {
    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";
}
