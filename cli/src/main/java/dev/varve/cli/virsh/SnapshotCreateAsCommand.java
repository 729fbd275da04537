package dev.varve.cli.virsh;

import dev.varve.cli.change.SnapshotCreation;
import dev.varve.cli.session.Session;
import dev.varve.core.plan.TakeOptions;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `snapshot-create-as`
@Command(name = "snapshot-create-as", description = "Take a snapshot that options describe.")
final class SnapshotCreateAsCommand implements VirshCommand {

    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Data(1)
    @Option(names = "--name", paramLabel = "NAME", description = "name of the snapshot")
    Optional<String> name = Optional.empty();

    @Data(2)
    @Option(
            names = "--description",
            paramLabel = "TEXT",
            description = "description of the snapshot")
    Optional<String> description = Optional.empty();

    @Option(names = "--print-xml", description = "only print the document")
    boolean printXml;

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

    @Option(
            names = "--memspec",
            paramLabel = "MEMSPEC",
            description = "where the memory goes: [file=]NAME[,snapshot=TYPE]")
    Optional<String> memspec = Optional.empty();

    @Data(3)
    @Option(
            names = "--diskspec",
            paramLabel = "DISKSPEC",
            description =
                    "what happens to a disk: DISK[,snapshot=TYPE][,driver=TYPE][,stype=TYPE][,file=NAME]")
    List<String> diskspec = List.of();

    @Mixin NoteOptions notes = new NoteOptions();

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain)) {
            var document = SnapshotSpec.document(name, description, memspec, diskspec);
            if (printXml) {
                session.print(document + "\n");
                return;
            }
            var creation =
                    new SnapshotCreation(document, options(), notes.annotations(), false, false);
            var created = creation.create(session, handle, plan.dryRun);
            CreatedText.print(session, created, Optional.empty(), plan);
        }
    }

    private TakeOptions options() {
        return new TakeOptions(
                diskOnly, quiesce, halt, live, noMetadata, reuseExternal, atomic, validate);
    }
}
