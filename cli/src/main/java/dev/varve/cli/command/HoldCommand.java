package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.session.Session;
import dev.varve.cli.virsh.Data;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.HoldSnapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `hold`
@Command(name = "hold", description = "Keep a snapshot from being deleted.")
final class HoldCommand implements OwnCommand {

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

    @Option(names = "--reason", paramLabel = "TEXT", description = "what is said to whoever tries")
    String reason = "no reason given";

    @Option(names = "--dry-run", description = "only print what would be done")
    boolean dryRun;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain)) {
            var hold =
                    new HoldSnapshot(Changes.ref(handle), new SnapshotName(snapshotname), reason);
            new Performance(session, dryRun, json)
                    .of(hold.intent(), hold::plan)
                    .ifPresent(
                            _ -> session.printExtra("Domain snapshot " + snapshotname + " held\n"));
        }
    }
}
