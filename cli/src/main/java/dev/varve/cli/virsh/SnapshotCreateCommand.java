package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.change.SnapshotCreation;
import dev.varve.cli.options.NoteOptions;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.options.TakeOptions;
import dev.varve.cli.session.Session;
import dev.varve.operation.SnapshotChange.CreateFrom;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `snapshot-create`
@Command(
        description = "Take a snapshot that an XML document describes.",
        footer = "varve snapshot-create web snapshot.xml --disk-only")
final class SnapshotCreateCommand implements VirshCommand {

    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Data(1)
    @Option(
            names = "--xmlfile",
            paramLabel = "FILE",
            description = "document that describes the snapshot")
    Optional<String> xmlfile = Optional.empty();

    @Option(names = "--redefine", description = "write the metadata of a snapshot that exists")
    boolean redefine;

    @Option(names = "--current", description = "with --redefine: make it the current snapshot")
    boolean current;

    @Mixin TakeOptions take = new TakeOptions();

    @Mixin NoteOptions notes = new NoteOptions();

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public void run(Session session) {
        var found = session.found(domain);
        var change = new CreateFrom(document(), take.given(), notes.tags(), notes.policy());
        var creation = new SnapshotCreation(change, xmlfile, redefine, current);
        var created = creation.create(session, found, plan.onlyPlans());
        CreatedText.print(session, created, xmlfile, plan);
    }

    private String document() {
        return xmlfile.map(DocumentFile::read).orElse("<domainsnapshot/>");
    }
}
