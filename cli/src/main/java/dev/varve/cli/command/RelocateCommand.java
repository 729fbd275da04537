package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.options.MergeArguments;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.options.TargetDirectory;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.plan.relocate.RelocateDomain;
import dev.varve.libvirt.LibvirtDomain;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `relocate`
@Command(description = "Move the images of a domain and its snapshots to another directory.")
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
        try (var handle = session.domain(one.domain)) {
            var directory =
                    target.path(session)
                            .orElseThrow(() ->
                                    new CommandFailure(ExitCode.USAGE, "no directory is named"));
            relocate(session, handle, directory);
        }
    }

    private void relocate(Session session, LibvirtDomain handle, Path directory) {
        var relocation =
                new RelocateDomain(Changes.ref(handle), directory, disk.map(DiskTarget::new));
        var changes =
                Changes.of(
                        session,
                        relocation.intent().toString(),
                        merge.options(),
                        Set.of(directory));
        plan.print(session, changes.perform(relocation, plan.onlyPlans()))
                .ifPresent(done -> {
                    done.kept().forEach(session::note);
                    session.printExtra(
                            "Domain '%s' relocated to %s\n".formatted(handle.name(), directory));
                });
    }
}
