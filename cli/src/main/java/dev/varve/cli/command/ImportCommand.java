package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.virsh.Data;
import dev.varve.cli.virsh.PlanOptions;
import dev.varve.cli.virsh.TargetDirectory;
import dev.varve.core.archive.ArchiveFile;
import dev.varve.core.hypervisor.MergeOptions;
import dev.varve.core.model.DomainArchive;
import dev.varve.core.plan.archive.ImportDomain;
import dev.varve.libvirt.hypervisor.ImportXml;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `import`
@Command(description = "Define a domain with all its snapshots from an archive that export wrote.")
final class ImportCommand implements OwnCommand {
    private static final int SHOWN = 20;

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
        var archive = archive();
        var found = examined(archive);
        var importing = new ImportDomain(archive, directory);
        var changes =
                Changes.of(
                        session,
                        importing.intent().toString(),
                        MergeOptions.none(),
                        Set.of(directory));
        plan.print(session, changes.perform(importing, plan.onlyPlans()))
                .ifPresent(_ -> tell(session, importing, found));
    }

    /// Whatever a guest gets of this host it gets because somebody says so, before there is anything of it.
    private ImportXml.Findings examined(DomainArchive archive) {
        ImportXml.Findings found;
        try {
            found = ImportXml.examine(archive);
        } catch (IOException e) {
            throw failure(String.valueOf(e.getMessage()));
        }
        if (!found.contradictions().isEmpty()) {
            throw failure(found.contradictions().getFirst());
        }
        if (!found.references().isEmpty() && !acceptHostReferences) {
            throw failure(
                    "its domain uses what isn't in the archive but on this host: "
                            + some(found.references())
                            + "; with --accept-host-references its guest gets it");
        }
        return found;
    }

    private static String some(List<String> references) {
        var shown = references.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return references.size() > SHOWN
                ? shown + " and " + (references.size() - SHOWN) + " more"
                : shown;
    }

    private void tell(Session session, ImportDomain importing, ImportXml.Findings found) {
        var domain = importing.archive().domain();
        Stream.concat(found.references().stream(), found.booted().stream().map(Path::toString))
                .forEach(what ->
                        session.note("the domain uses " + what + ", which isn't in the archive"));
        session.printExtra(
                "Domain '%s' imported with %d snapshot%s\n"
                        .formatted(
                                domain.ref(),
                                domain.snapshots().size(),
                                domain.snapshots().size() == 1 ? "" : "s"));
    }

    private DomainArchive archive() {
        try {
            return ArchiveFile.read(Path.of(file).toAbsolutePath().normalize());
        } catch (NoSuchFileException _) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND, "cannot import " + file + ": no such file");
        } catch (FileSystemException e) {
            throw failure(String.valueOf(e.getReason()));
        } catch (IOException e) {
            throw failure(String.valueOf(e.getMessage()));
        }
    }

    private CommandFailure failure(String why) {
        return new CommandFailure(ExitCode.REFUSED, "cannot import " + file + ": " + why);
    }
}
