package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.session.Session;
import dev.varve.cli.virsh.Data;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.TagSnapshot;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.hypervisor.AnnotationsXml;
import dev.varve.libvirt.xml.SnapshotXml;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tag`
@Command(
        name = "tag",
        description = "Give a snapshot tags, take some from it, or list those that it has.")
final class TagCommand implements OwnCommand {

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
    @Option(names = "--add", paramLabel = "TAG", description = "tags that it gets")
    List<String> added = List.of();

    @Option(names = "--remove", paramLabel = "TAG", description = "tags that it loses")
    List<String> removed = List.of();

    @Option(names = "--dry-run", description = "only print what would be done")
    boolean dryRun;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain)) {
            var name = new SnapshotName(snapshotname);
            if (added.isEmpty() && removed.isEmpty()) {
                list(session, handle);
                return;
            }
            var tag =
                    new TagSnapshot(
                            Changes.ref(handle), name, Set.copyOf(added), Set.copyOf(removed));
            new Performance(session, dryRun, json)
                    .of(tag.intent(), tag::plan)
                    .ifPresent(_ ->
                            session.printExtra("Domain snapshot " + snapshotname + " tagged\n"));
        }
    }

    private void list(Session session, LibvirtDomain handle) {
        try (var snapshot = handle.snapshot(snapshotname)) {
            AnnotationsXml.read(SnapshotXml.parse(snapshot.xml(0)))
                    .tags()
                    .forEach(tag -> session.print(tag + "\n"));
        }
    }
}
