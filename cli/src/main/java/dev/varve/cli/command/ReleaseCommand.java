package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.session.Session;
import dev.varve.cli.virsh.Data;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.ReleaseSnapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `release`
@Command(name = "release", description = "Let a snapshot be deleted again.")
final class ReleaseCommand implements OwnCommand {

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

    @Option(names = "--dry-run", description = "only print what would be done")
    boolean dryRun;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain)) {
            var release = new ReleaseSnapshot(Changes.ref(handle), new SnapshotName(snapshotname));
            new Performance(session, dryRun, json)
                    .of(release.intent(), release::plan)
                    .ifPresent(_ ->
                            session.printExtra("Domain snapshot " + snapshotname + " released\n"));
        }
    }
}
