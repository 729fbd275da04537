package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.Gathers;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.change.SnapshotCreation;
import dev.varve.cli.options.NoteOptions;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.options.TakeOptions;
import dev.varve.cli.session.Session;
import dev.varve.operation.HostChange.CreateGroupFrom;
import dev.varve.operation.Plan;
import dev.varve.operation.SnapshotChange.CreateFrom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `snapshot-create-as`
@Command(
        description = "Take a snapshot that options describe.",
        footer = {
            "varve snapshot-create-as web before-upgrade --disk-only",
            "varve snapshot-create-as web clean --disk-only --quiesce",
            "varve snapshot-create-as --group nightly web db --quiesce"
        })
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

    @Mixin TakeOptions take = new TakeOptions();

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
                .exclusive("group", several, "no-metadata", take.noMetadata)
                .exclusive("group", several, "halt", take.halt)
                .exclusive("group", several, "live", take.live)
                .exclusive("group", several, "reuse-external", take.reuseExternal)
                .exclusive("group", several, "memspec", memspec.isPresent())
                .add(!several && !members.isEmpty(), "--member requires --group")
                .add(
                        freezeTimeout.isPresent() && !(several && take.quiesce),
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
        var found = session.found(domain);
        if (printXml) {
            session.print(document() + "\n");
            return;
        }
        var change = new CreateFrom(document(), take.given(), notes.tags(), notes.policy());
        var creation = new SnapshotCreation(change, Optional.empty(), false, false);
        var created = creation.create(session, found, plan.onlyPlans());
        CreatedText.print(session, created, Optional.empty(), plan);
    }

    private String document() {
        return SnapshotSpec.document(name.or(() -> group), description, memspec, diskspec);
    }

    private void runGroup(Session session, String named) {
        if (printXml) {
            session.print(document() + "\n");
            return;
        }
        var document = document();
        var tags = notes.tags();
        var creation =
                new CreateGroupFrom(
                        named,
                        domains(session),
                        document,
                        take.validate,
                        take.quiesce ? Optional.of(freezeTime()) : Optional.empty(),
                        tags,
                        notes.policy());
        plan.perform(session, creation)
                .ifPresent(made ->
                        session.printExtra(
                                "Group %s created: snapshot %s of %s"
                                        .formatted(
                                                named,
                                                made.subject().snapshots().getFirst(),
                                                names(made))));
    }

    /// By their UUIDs, for what a user calls them may also be an id.
    private List<String> domains(Session session) {
        return Stream.concat(Stream.of(domain).filter(first -> !first.isEmpty()), members.stream())
                .map(called -> session.found(called).uuid().toString())
                .toList();
    }

    private Duration freezeTime() {
        return Duration.ofSeconds(freezeTimeout.orElse(FREEZE_SECONDS));
    }

    private static String names(Plan made) {
        return made.subject().domains().stream().sorted().collect(Collectors.joining(", "));
    }
}
