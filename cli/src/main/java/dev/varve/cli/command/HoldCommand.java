package dev.varve.cli.command;

import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.Session;
import dev.varve.operation.Change;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `hold`
@Command(
        description = "Keep a snapshot from being deleted.",
        footer = "varve hold web before-upgrade --reason \"until the audit\"")
final class HoldCommand implements OwnCommand {

    @Mixin OneSnapshot one = new OneSnapshot();

    @Option(names = "--reason", paramLabel = "TEXT", description = "what is said to whoever tries")
    String reason = "no reason given";

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public void run(Session session) {
        var hold = Change.hold(one.snapshotname, reason);
        plan.perform(session, session.found(one.domain), hold)
                .ifPresent(
                        done -> session.printExtra(one.said(done, "held", "is held so already")));
    }
}
