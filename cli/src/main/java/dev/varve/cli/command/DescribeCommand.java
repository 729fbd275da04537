package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.Session;
import dev.varve.operation.Change;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `describe`
@Command(
        description = "Give a snapshot another description.",
        footer = "varve describe web before-upgrade \"Debian 12, before the upgrade\"")
final class DescribeCommand implements OwnCommand {

    @Mixin OneSnapshot one = new OneSnapshot();

    @Data(2)
    @Option(
            names = "--description",
            required = true,
            paramLabel = "TEXT",
            description = "the description")
    String description = "";

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public void run(Session session) {
        var describe = Change.describe(one.snapshotname, description);
        plan.perform(session, session.found(one.domain), describe)
                .ifPresent(done ->
                        session.printExtra(one.said(done, "described", "is described so already")));
    }
}
