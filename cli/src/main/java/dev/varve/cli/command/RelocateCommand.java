package dev.varve.cli.command;

import dev.varve.cli.options.MergeArguments;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.options.TargetDirectory;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.operation.DiskChange;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `relocate`
@Command(
        description = "Move the images of a domain and its snapshots to another directory.",
        footer = "varve relocate web --dir /fast/images")
final class RelocateCommand implements OwnCommand {

    @Mixin OneDomain one = new OneDomain();

    @Mixin TargetDirectory target = new TargetDirectory();

    @Option(names = "--disk", paramLabel = "DISK", description = "the images of that disk alone")
    Optional<String> disk = Optional.empty();

    @Mixin MergeArguments merge = new MergeArguments();

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public Optional<String> conflict() {
        return target.conflict()
                .or(() ->
                        target.given()
                                ? Optional.empty()
                                : Optional.of("command 'relocate' requires --dir or --pool"));
    }

    @Override
    public void run(Session session) {
        var domain = session.found(one.domain);
        var directory =
                target.path(session)
                        .orElseThrow(
                                () -> new CommandFailure(ExitCode.USAGE, "no directory is named"));
        var relocation = new DiskChange.Relocate(directory, disk);
        plan.perform(session, domain, relocation, merge.options())
                .ifPresent(done -> {
                    done.kept().forEach(session::note);
                    session.printExtra(
                            "Domain '%s' relocated to %s\n".formatted(domain, directory));
                });
    }
}
