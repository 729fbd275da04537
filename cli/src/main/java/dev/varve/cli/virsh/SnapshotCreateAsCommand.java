package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.Gathers;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.change.GroupCreation;
import dev.varve.cli.change.SnapshotCreation;
import dev.varve.cli.options.NoteOptions;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.Session;
import dev.varve.core.plan.group.CreateGroup;
import dev.varve.core.plan.step.TakeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `snapshot-create-as`
@Command(description = "Take a snapshot that options describe.")
public final class SnapshotCreateAsCommand implements VirshCommand {
    /// How long each guest of a group may take to freeze, where nobody says it: all others wait.
    private static final int FREEZE_SECONDS = 30;

    @Data(value = 0, unless = "--group")
    @Option(
            names = "--domain",
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

    @Gathers("--member")
    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "take it of the disks of several domains at one moment")
    Optional<String> group = Optional.empty();

    @Option(
            names = "--member",
            paramLabel = "DOMAIN",
            description = "with --group: a domain; --member itself may be left out")
    List<String> members = List.of();

    @Option(
            names = "--freeze-timeout",
            paramLabel = "SECONDS",
            description = "with --group and --quiesce: how long each guest may take to freeze")
    Optional<Integer> freezeTimeout = Optional.empty();

    @Mixin NoteOptions notes = new NoteOptions();

    @Mixin PlanOptions plan = new PlanOptions();

    /// A group has an exit code for each kind of failure.
    @Override
    public boolean ours() {
        return group.isPresent();
    }

    @Override
    public Optional<String> conflict() {
        var several = group.isPresent();
        return new Conflicts()
                .exclusive("group", several, "no-metadata", noMetadata)
                .exclusive("group", several, "halt", halt)
                .exclusive("group", several, "live", live)
                .exclusive("group", several, "reuse-external", reuseExternal)
                .exclusive("group", several, "memspec", memspec.isPresent())
                .add(!several && !members.isEmpty(), "--member requires --group")
                .add(
                        freezeTimeout.isPresent() && !(several && quiesce),
                        "--freeze-timeout requires --group and --quiesce")
                .add(
                        freezeTimeout.filter(seconds -> seconds < 1).isPresent(),
                        "--freeze-timeout takes a number of seconds from 1 up")
                .add(
                        several && members.isEmpty() && domain.isEmpty(),
                        "--group requires the names of domains")
                .first();
    }

    @Override
    public void run(Session session) {
        if (group.isPresent()) {
            runGroup(session, group.get());
            return;
        }
        try (var handle = session.domain(domain)) {
            if (printXml) {
                session.print(document() + "\n");
                return;
            }
            var creation =
                    new SnapshotCreation(document(), options(), notes.annotations(), false, false);
            var created = creation.create(session, handle, plan.onlyPlans());
            CreatedText.print(session, created, Optional.empty(), plan);
        }
    }

    private String document() {
        return SnapshotSpec.document(name.or(() -> group), description, memspec, diskspec);
    }

    private void runGroup(Session session, String named) {
        if (printXml) {
            session.print(document() + "\n");
            return;
        }
        var domains = new ArrayList<String>();
        if (!domain.isEmpty()) {
            domains.add(domain);
        }
        domains.addAll(members);
        var creation =
                new GroupCreation(
                        named,
                        domains,
                        document(),
                        new CreateGroup.Options(
                                quiesce, freezeTimeout.orElse(FREEZE_SECONDS), validate),
                        notes.annotations());
        var intent = creation.intent(session);
        plan.perform(session, intent.request().files(), intent);
        if (!plan.printsPlan()) {
            session.printExtra(
                    "Group %s created: snapshot %s of %s"
                            .formatted(named, intent.name(), intent.group().names()));
        }
    }

    private TakeOptions options() {
        return new TakeOptions(
                diskOnly, quiesce, halt, live, noMetadata, reuseExternal, atomic, validate);
    }
}
