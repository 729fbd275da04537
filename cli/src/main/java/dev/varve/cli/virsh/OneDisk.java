package dev.varve.cli.virsh;

import picocli.CommandLine.Option;

/// Which disk of which domain a command is about.
final class OneDisk {
    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Data(1)
    @Option(
            names = "--path",
            required = true,
            paramLabel = "DISK",
            description = "the disk, by its target (vda) or its source")
    String path = "";
}
