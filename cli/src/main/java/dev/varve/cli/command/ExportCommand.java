package dev.varve.cli.command;

import dev.varve.Domain;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.change.TerminalProgress;
import dev.varve.cli.json.ArchiveDocument;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Questions;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.operation.ProgressListener;
import dev.varve.state.Archive;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `export`
@Command(
        description = "Write a domain with all its snapshots into a tar archive.",
        footer = "varve export web web.tar")
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
            var _ = export(session, (domain, progress) -> domain.export(session.pipe(), progress));
            return;
        }
        var path = Path.of(file).toAbsolutePath().normalize();
        var exported = export(session, (domain, progress) -> domain.export(path, progress));
        if (json) {
            session.print(JsonText.of(ArchiveDocument.of(exported, path)));
            return;
        }
        session.printExtra("Domain '%s' exported to %s\n".formatted(exported.domain(), path));
    }

    private interface Export {
        Archive run(Domain domain, ProgressListener listener);
    }

    private Archive export(Session session, Export how) {
        var archive = written(session, how);
        archive.besides().forEach(what -> session.note("not in the archive: " + what));
        return archive;
    }

    private Archive written(Session session, Export how) {
        var domain = session.found(one.domain);
        try (var progress = new TerminalProgress(session.messages(), session.quiet())) {
            return Questions.asked(() -> how.run(domain, progress));
        }
    }
}
