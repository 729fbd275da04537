package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.session.Session;
import dev.varve.cli.virsh.Data;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.DescribeSnapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `describe`
@Command(name = "describe", description = "Give a snapshot another description.")
final class DescribeCommand implements OwnCommand {

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

    @Data(2)
    @Option(
            names = "--description",
            required = true,
            paramLabel = "TEXT",
            description = "the description")
    String description = "";

    @Option(names = "--dry-run", description = "only print what would be done")
    boolean dryRun;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain)) {
            var describe =
                    new DescribeSnapshot(
                            Changes.ref(handle), new SnapshotName(snapshotname), description);
            new Performance(session, dryRun, json)
                    .of(describe.intent(), describe::plan)
                    .ifPresent(_ ->
                            session.printExtra("Domain snapshot " + snapshotname + " described\n"));
        }
    }
}
