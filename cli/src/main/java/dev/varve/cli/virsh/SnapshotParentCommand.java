package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.json.SnapshotParent;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.libvirt.LibvirtSnapshot;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `snapshot-parent`
@Command(
        description = "Print the parent of a snapshot.",
        footer = "varve snapshot-parent web before-upgrade")
final class SnapshotParentCommand implements VirshCommand {

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

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain);
                var snapshot = SnapshotSelection.find(handle, snapshotname, current);
                var parent = parent(snapshot)) {
            session.print(
                    json
                            ? JsonText.of(
                                    new SnapshotParent(
                                            handle.name(), snapshot.name(), parent.name()))
                            : parent.name());
        }
    }

    private static LibvirtSnapshot parent(LibvirtSnapshot snapshot) {
        return snapshot.parent()
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.NOT_FOUND,
                                "snapshot '" + snapshot.name() + "' has no parent"));
    }
}
