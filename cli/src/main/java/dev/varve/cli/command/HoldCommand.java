package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.Session;
import dev.varve.core.plan.keep.HoldSnapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `hold`
@Command(description = "Keep a snapshot from being deleted.")
final class HoldCommand implements OwnCommand {

    @Mixin OneSnapshot one = new OneSnapshot();

    @Option(names = "--reason", paramLabel = "TEXT", description = "what is said to whoever tries")
    String reason = "no reason given";

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public void run(Session session) {
        try (var handle = session.domain(one.domain)) {
            var hold = new HoldSnapshot(Changes.ref(handle), one.name(), reason);
            plan.perform(session, hold)
                    .ifPresent(_ ->
                            session.printExtra("Domain snapshot " + one.snapshotname + " held\n"));
        }
    }
}
