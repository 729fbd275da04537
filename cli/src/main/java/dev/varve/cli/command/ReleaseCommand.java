package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.Session;
import dev.varve.core.plan.keep.ReleaseSnapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `release`
@Command(description = "Let a snapshot be deleted again.")
final class ReleaseCommand implements OwnCommand {

    @Mixin OneSnapshot one = new OneSnapshot();

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public void run(Session session) {
        try (var handle = session.domain(one.domain)) {
            var release = new ReleaseSnapshot(Changes.ref(handle), one.name());
            plan.perform(session, release)
                    .ifPresent(_ ->
                            session.printExtra(
                                    "Domain snapshot " + one.snapshotname + " released\n"));
        }
    }
}
