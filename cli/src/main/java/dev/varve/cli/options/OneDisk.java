package dev.varve.cli.options;

import dev.varve.cli.arguments.Data;
import picocli.CommandLine.Option;

/// Which disk of which domain a command is about.
public final class OneDisk {
    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    public String domain = "";

    @Data(1)
    @Option(
            names = "--path",
            required = true,
            paramLabel = "DISK",
            description = "the disk, by its target (vda) or its source")
    public String path = "";
}
