package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.change.Changes;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.options.TargetDirectory;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.core.plan.archive.ImportDomain;
import dev.varve.host.ExaminedArchive;
import dev.varve.operation.MergeOptions;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `import`
@Command(description = "Define a domain with all its snapshots from an archive that export wrote.")
final class ImportCommand implements OwnCommand {
    @Data(0)
    @Option(names = "--file", required = true, paramLabel = "FILE", description = "the archive")
    String file = "";

    @Mixin TargetDirectory target = new TargetDirectory();

    @Option(
            names = "--accept-host-references",
            description =
                    "also where the domain names files, devices or sockets of this host that aren't in"
                            + " the archive")
    boolean acceptHostReferences;

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public Optional<String> conflict() {
        return target.conflict()
                .or(() ->
                        target.given()
                                ? Optional.empty()
                                : Optional.of("command 'import' requires --dir or --pool"));
    }

    @Override
    public void run(Session session) {
        var directory =
                target.path(session)
                        .orElseThrow(
                                () -> new CommandFailure(ExitCode.USAGE, "no directory is named"));
        var examined = ExaminedArchive.of(file, acceptHostReferences);
        var importing = new ImportDomain(examined.archive(), directory);
        var changes =
                Changes.of(
                        session,
                        importing.intent().toString(),
                        MergeOptions.none(),
                        Set.of(directory));
        plan.print(session, changes.perform(importing, plan.onlyPlans()))
                .ifPresent(_ -> tell(session, examined));
    }

    private static void tell(Session session, ExaminedArchive examined) {
        var domain = examined.archive().domain();
        examined.uses()
                .forEach(what ->
                        session.note("the domain uses " + what + ", which isn't in the archive"));
        session.printExtra(
                "Domain '%s' imported with %d snapshot%s\n"
                        .formatted(
                                domain.ref(),
                                domain.snapshots().size(),
                                domain.snapshots().size() == 1 ? "" : "s"));
    }
}
