package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.change.SnapshotCreation;
import dev.varve.cli.options.NoteOptions;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.Session;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.libvirt.xml.XmlException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `snapshot-create`
@Command(description = "Take a snapshot that an XML document describes.")
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

    @Option(names = "--no-metadata", description = "keep no metadata of the snapshot")
    boolean noMetadata;

    @Option(names = "--halt", description = "stop the domain afterwards")
    boolean halt;

    @Option(names = "--disk-only", description = "take the disks without the memory")
    boolean diskOnly;

    @Option(names = "--reuse-external", description = "use external files that exist")
    boolean reuseExternal;

    @Option(names = "--quiesce", description = "freeze the guest's file systems meanwhile")
    boolean quiesce;

    @Option(names = "--atomic", description = "all disks or none")
    boolean atomic;

    @Option(names = "--live", description = "keep the guest running while its memory is saved")
    boolean live;

    @Option(names = "--validate", description = "check the document against the schema")
    boolean validate;

    @Mixin NoteOptions notes = new NoteOptions();

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain)) {
            var creation =
                    new SnapshotCreation(
                            document(), options(), notes.annotations(), redefine, current);
            var created = creation.create(session, handle, plan.onlyPlans());
            CreatedText.print(session, created, xmlfile, plan);
        } catch (XmlException e) {
            throw new CommandFailure(xmlfile.map(file -> file + ": ").orElse("") + e.getMessage());
        }
    }

    private TakeOptions options() {
        return new TakeOptions(
                diskOnly, quiesce, halt, live, noMetadata, reuseExternal, atomic, validate);
    }

    private String document() {
        return xmlfile.map(DocumentFile::read).orElse("<domainsnapshot/>");
    }
}
