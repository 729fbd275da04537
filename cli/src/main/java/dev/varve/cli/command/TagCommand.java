package dev.varve.cli.command;

import dev.varve.Domain;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.json.SnapshotTags;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.options.TagWords;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.operation.KeepChange;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tag`
@Command(
        description = "Give a snapshot tags, take some from it, or list those that it has.",
        footer = "varve tag web before-upgrade --add good")
final class TagCommand implements OwnCommand {

    @Mixin OneSnapshot one = new OneSnapshot();

    @Data(2)
    @Option(names = "--add", paramLabel = "TAG[,TAG…]", description = "tags that it gets")
    List<String> added = List.of();

    @Option(names = "--remove", paramLabel = "TAG[,TAG…]", description = "tags that it loses")
    List<String> removed = List.of();

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public void run(Session session) {
        var domain = session.found(one.domain);
        if (added.isEmpty() && removed.isEmpty()) {
            list(session, domain);
            return;
        }
        var tag =
                new KeepChange.Tag(
                        one.snapshotname, Set.copyOf(TagWords.split(added)), Set.copyOf(removed));
        plan.perform(session, domain, tag)
                .ifPresent(done ->
                        session.printExtra(one.said(done, "tagged", "is tagged so already")));
    }

    private void list(Session session, Domain domain) {
        var tags = List.copyOf(domain.snapshot(one.snapshotname).notes().tags());
        if (plan.printsPlan()) {
            session.print(JsonText.of(new SnapshotTags(domain.name(), one.snapshotname, tags)));
        } else {
            tags.forEach(tag -> session.print(tag + "\n"));
        }
    }
}
