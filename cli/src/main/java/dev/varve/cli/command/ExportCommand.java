package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.change.Changes;
import dev.varve.cli.change.TerminalProgress;
import dev.varve.cli.json.ArchiveDocument;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.core.plan.archive.ExportDomain;
import dev.varve.host.DomainExport;
import dev.varve.host.DomainExport.Exported;
import dev.varve.host.DomainExport.Result;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `export`
@Command(description = "Write a domain with all its snapshots into a tar archive.")
final class ExportCommand implements OwnCommand {
    private static final String PIPE = "-";

    @Mixin OneDomain one = new OneDomain();

    @Data(1)
    @Option(
            names = "--file",
            required = true,
            paramLabel = "FILE",
            description = "the archive; - for standard output")
    String file = "";

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public Optional<String> conflict() {
        if (file.isEmpty()) {
            return Optional.of("--file takes more than nothing");
        }
        return json && file.equals(PIPE)
                ? Optional.of("--json can't go where the archive goes, to standard output")
                : Optional.empty();
    }

    @Override
    public void run(Session session) {
        if (file.equals(PIPE)) {
            if (session.isTerminal()) {
                throw new CommandFailure(
                        ExitCode.USAGE, "an archive is not for a terminal; name a file");
            }
            export(session, export -> export.into(session.pipe()))
                    .left()
                    .forEach(what -> noteLeft(session, what));
            return;
        }
        var path = Path.of(file).toAbsolutePath().normalize();
        var exported = export(session, export -> export.into(path));
        exported.left().forEach(what -> noteLeft(session, what));
        if (json) {
            session.print(
                    JsonText.of(
                            ArchiveDocument.of(
                                    exported.domain(), path.toString(), exported.left())));
            return;
        }
        session.printExtra("Domain '%s' exported to %s\n".formatted(exported.domain().ref(), path));
    }

    private Exported export(Session session, Function<DomainExport, Result> how) {
        var request = request(session);
        var operations = Changes.toLookAt(session, "domains").operations();
        try (var progress = new TerminalProgress(session.messages(), session.quiet())) {
            return switch (how.apply(new DomainExport(operations, request, progress))) {
                case Exported exported -> exported;
                case DomainExport.Refused(var refusal) -> throw Changes.refused(refusal);
            };
        }
    }

    private static void noteLeft(Session session, String what) {
        session.note("not in the archive: " + what);
    }

    private ExportDomain request(Session session) {
        try (var handle = session.domain(one.domain)) {
            return new ExportDomain(Changes.ref(handle));
        }
    }
}
