package dev.varve.cli.command;

import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.Session;
import dev.varve.operation.Change;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `release`
@Command(
        description = "Let a snapshot be deleted again.",
        footer = "varve release web before-upgrade")
final class ReleaseCommand implements OwnCommand {

    @Mixin OneSnapshot one = new OneSnapshot();

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public void run(Session session) {
        var release = Change.release(one.snapshotname);
        plan.perform(session, session.found(one.domain), release)
                .ifPresent(done -> session.printExtra(one.said(done, "released", "is not held")));
    }
}
