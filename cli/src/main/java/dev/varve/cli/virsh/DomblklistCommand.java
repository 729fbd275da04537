package dev.varve.cli.virsh;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `domblklist`
@Command(name = "domblklist", description = "List the disks of a domain.")
final class DomblklistCommand implements VirshCommand {

    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Option(names = "--inactive", description = "the definition for the next start")
    boolean inactive;

    @Option(names = "--details", description = "show type and device too")
    boolean details;

    @Option(names = "--json", description = "print JSON")
    boolean json;
}
