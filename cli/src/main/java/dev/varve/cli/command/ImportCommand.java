package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.options.TargetDirectory;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.Counted;
import dev.varve.operation.HostChange;
import dev.varve.state.Archive;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `import`
@Command(
        description = "Define a domain with all its snapshots from an archive that export wrote.",
        footer = {
            "varve import web.tar --dir /var/lib/libvirt/images",
            "varve import web.tar --dir /var/lib/libvirt/images --name web2"
        })
final class ImportCommand implements OwnCommand {
    @Data(0)
    @Option(names = "--file", required = true, paramLabel = "FILE", description = "the archive")
    String file = "";

    @Mixin TargetDirectory target = new TargetDirectory();

    @Option(
            names = "--name",
            paramLabel = "NEW",
            description =
                    "define a copy of that name, with a UUID, MAC addresses and files of its own")
    Optional<String> name = Optional.empty();

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
        var archive = session.varve().archive(Path.of(file));
        plan.perform(session, change(directory)).ifPresent(_ -> tell(session, archive));
    }

    private HostChange.Import change(Path directory) {
        var own = HostChange.importing(Path.of(file), directory);
        var change = name.map(own::named).orElse(own);
        return acceptHostReferences ? change.withHostReferences() : change;
    }

    private void tell(Session session, Archive archive) {
        archive.besides()
                .forEach(what ->
                        session.note("the domain uses " + what + ", which isn't in the archive"));
        session.printExtra(
                "Domain '%s' imported with %s\n"
                        .formatted(
                                name.orElse(archive.domain()),
                                Counted.of(archive.snapshots().size(), "snapshot")));
    }
}
