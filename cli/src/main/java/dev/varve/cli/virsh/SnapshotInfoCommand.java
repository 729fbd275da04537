package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.session.Session;
import dev.varve.cli.status.SnapshotDetails;
import dev.varve.cli.status.SnapshotTable;
import dev.varve.cli.text.JsonText;
import dev.varve.libvirt.LibvirtDomain;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `snapshot-info`
@Command(description = "Show a snapshot.", footer = "varve snapshot-info web before-upgrade")
final class SnapshotInfoCommand implements VirshCommand {

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

    @Option(
            names = "--details",
            description =
                    "print memory, size, hold, tags, policy, expiry, group and description as well")
    boolean details;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain);
                var snapshot = SnapshotSelection.find(handle, snapshotname, current)) {
            var reading = SnapshotReading.of(snapshot);
            if (details) {
                detailed(session, handle, reading);
            } else if (json) {
                session.print(JsonText.of(reading.info(handle.name())));
            } else {
                print(session, handle.name(), reading);
            }
        }
    }

    private void detailed(Session session, LibvirtDomain handle, SnapshotReading reading) {
        var details = SnapshotDetails.of(session, handle);
        var rows = details.row(reading.snapshot().name()).stream().toList();
        if (json) {
            session.print(SnapshotDetails.json(rows));
            return;
        }
        print(session, handle.name(), reading);
        rows.stream()
                .map(SnapshotTable::lines)
                .forEach(lines ->
                        lines.forEach((heading, text) -> line(session, heading + ":", text)));
    }

    private static void print(Session session, String domainName, SnapshotReading reading) {
        line(session, "Name:", reading.snapshot().name());
        line(session, "Domain:", domainName);
        line(session, "Current:", yes(reading.snapshot().isCurrent()));
        line(session, "State:", reading.state());
        line(session, "Location:", reading.location());
        line(session, "Parent:", reading.parent().orElse("-"));
        line(session, "Children:", Integer.toString(reading.children()));
        line(session, "Descendants:", Integer.toString(reading.descendants()));
        line(session, "Metadata:", yes(reading.snapshot().hasMetadata()));
    }

    private static void line(Session session, String heading, String text) {
        session.print(heading + " ".repeat(16 - heading.length()) + text + "\n");
    }

    private static String yes(boolean is) {
        return is ? "yes" : "no";
    }
}
