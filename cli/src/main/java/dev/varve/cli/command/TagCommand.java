package dev.varve.cli.command;

import dev.varve.Varve;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.change.Changes;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.Session;
import dev.varve.core.plan.keep.TagSnapshot;
import dev.varve.core.plan.keep.Tags;
import dev.varve.libvirt.LibvirtDomain;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tag`
@Command(description = "Give a snapshot tags, take some from it, or list those that it has.")
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
        try (var handle = session.domain(one.domain)) {
            var name = one.name();
            if (added.isEmpty() && removed.isEmpty()) {
                list(session, handle);
                return;
            }
            var tag =
                    new TagSnapshot(
                            Changes.ref(handle),
                            name,
                            Set.copyOf(Tags.split(added)),
                            Set.copyOf(removed));
            plan.perform(session, tag)
                    .ifPresent(_ ->
                            session.printExtra(
                                    "Domain snapshot " + one.snapshotname + " tagged\n"));
        }
    }

    private void list(Session session, LibvirtDomain handle) {
        try (var snapshot = handle.snapshot(one.snapshotname)) {
            Varve.notes(snapshot.xml(0)).tags().forEach(tag -> session.print(tag + "\n"));
        }
    }
}
