package dev.varve.cli.command;

import dev.varve.Domain;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.options.MergeArguments;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.options.TargetDirectory;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.operation.Change;
import dev.varve.operation.VarveException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `clone`
@Command(
        description = "Make new domains of a snapshot, or make a linked clone independent.",
        footer = "varve clone web web-test --snapshot before-upgrade")
final class CloneCommand implements OwnCommand {
    private static final int COUNT_MAX = 1000;

    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain that is cloned, or flattened")
    String domain = "";

    @Data(1)
    @Option(names = "--newname", paramLabel = "NEW", description = "name of the new domain")
    Optional<String> newName = Optional.empty();

    @Option(
            names = "--snapshot",
            paramLabel = "SNAP",
            description =
                    "clone it as it was then; without it, as the template or as it is now, of which a"
                            + " snapshot is taken")
    Optional<String> snapshot = Optional.empty();

    @Option(
            names = "--linked",
            description = "make overlays on the snapshot's images, which then stay; the default")
    boolean linked;

    @Option(names = "--full", description = "copy all of the data")
    boolean full;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "make N domains: NEW-1, NEW-2 and so on")
    Optional<String> count = Optional.empty();

    @Mixin TargetDirectory target = new TargetDirectory();

    @Option(
            names = "--quiesce",
            description = "without --snapshot: have the guest's file systems frozen for it")
    boolean quiesce;

    @Option(names = "--start", description = "start the new domains")
    boolean start;

    @Option(
            names = "--memory",
            description =
                    "have the new domains go on with the snapshot's memory, where that is safe")
    boolean memory;

    @Option(
            names = "--template",
            description = "make DOMAIN a template: from now on it is cloned as it is now")
    boolean template;

    @Option(
            names = "--flatten",
            description = "copy into DOMAIN's images what it reads of other domains', live too")
    boolean flatten;

    @Mixin MergeArguments merge = new MergeArguments();

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public Optional<String> conflict() {
        if (flatten || template) {
            boolean other =
                    newName.isPresent()
                            || snapshot.isPresent()
                            || count.isPresent()
                            || linked
                            || full
                            || start
                            || memory
                            || (flatten && template);
            return other
                    ? Optional.of("--flatten and --template take DOMAIN alone")
                    : Optional.empty();
        }
        if (memory && start) {
            return Optional.of("--memory starts the new domains: leave --start out");
        }
        if (linked && full) {
            return Optional.of("Options --linked and --full are mutually exclusive");
        }
        return target.conflict()
                .or(() ->
                        newName.isEmpty()
                                ? Optional.of("command 'clone' requires <newname> option")
                                : Optional.empty());
    }

    @Override
    public void run(Session session) {
        var found = session.found(domain);
        if (flatten) {
            plan.perform(session, found, Change.flatten(), merge.options())
                    .ifPresent(
                            _ -> session.printExtra("Domain '" + found.name() + "' flattened\n"));
        } else if (template) {
            plan.perform(session, found, Change.template())
                    .ifPresent(_ ->
                            session.printExtra("Domain '" + found.name() + "' is a template\n"));
        } else {
            clone(session, found);
        }
    }

    private void clone(Session session, Domain found) {
        var creation =
                new CloneCreation(
                        newName.orElseThrow(),
                        count.map(CloneCommand::number),
                        snapshot,
                        full,
                        memory,
                        target.path(session),
                        quiesce,
                        merge.options());
        var made = creation.create(session, found, plan);
        if (start) {
            made.ifPresent(clones -> clones.domains().forEach(clone -> start(session, clone)));
        }
    }

    private static int number(String text) {
        if (text.matches("[1-9][0-9]{0,3}") && Integer.parseInt(text) <= COUNT_MAX) {
            return Integer.parseInt(text);
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                "--count takes a number from 1 to " + COUNT_MAX + ", not '" + text + "'");
    }

    /// The domain is there, whatever comes of its start.
    private void start(Session session, String made) {
        try {
            session.varve().domain(made).start();
            if (!plan.printsPlan()) {
                session.printExtra("Domain '" + made + "' started\n");
            }
        } catch (VarveException e) {
            throw new CommandFailure(
                    ExitCode.PARTLY_DONE,
                    "domain " + made + " was made, but can't be started: " + e.getMessage());
        }
    }
}
