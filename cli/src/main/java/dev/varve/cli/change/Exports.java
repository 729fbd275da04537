package dev.varve.cli.change;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.core.archive.ArchiveFile;
import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.archive.ExportDomain;
import dev.varve.core.plan.archive.Exporting;
import dev.varve.image.Image;
import dev.varve.image.PartialName;
import dev.varve.image.failure.ImageInUseException;
import dev.varve.libvirt.hypervisor.ExportXml;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;

/// Archives of domains.
public final class Exports {
    private final Session session;
    private final ExportDomain export;

    public Exports(Session session, ExportDomain export) {
        this.session = session;
        this.export = export;
    }

    /// What was written.
    ///
    /// @param left what the domain uses besides and what isn't in the archive, in a few words each
    public record Exported(ArchivedDomain domain, List<String> left) {}

    /// Writes the archive into a new file. Nobody changes the domain meanwhile, nor starts it.
    ///
    /// @param file absolute
    /// @throws CommandFailure for a refusal, and for what fails; then there is no such file
    public Exported into(Path file) {
        // Nobody else has a partial file of that name: we have the domain's lock.
        var partial = PartialName.of(file, export.domain().uuid().toString());
        return atRest(
                (domain, time, added) -> ArchiveFile.create(domain, file, partial, time, added));
    }

    /// Writes the archive into a pipe.
    ///
    /// @throws CommandFailure for a refusal, and for what fails; then the archive has no end
    public Exported into(OutputStream pipe) {
        return atRest((domain, time, added) -> ArchiveFile.write(domain, pipe, time, added));
    }

    private interface Writing {
        ArchivedDomain write(ArchivedDomain domain, Instant time, LongConsumer added)
                throws IOException;
    }

    private Exported atRest(Writing writing) {
        Function<HostState, Exported> look =
                state ->
                        switch (export.find(state)) {
                            case Exporting.Accepted accepted -> run(accepted, writing);
                            case Exporting.Refused(var refusal) -> throw Changes.refused(refusal);
                        };
        return Changes.toLookAt(session, "domains").atRest(export.domain(), look);
    }

    private Exported run(Exporting.Accepted accepted, Writing writing) {
        try (var progress = new TerminalProgress(session.messages(), session.quiet())) {
            progress.doing(export.toString());
            var done = new Done(progress, allocated(accepted.domain()));
            var time = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            var domain = ExportXml.resolved(accepted.domain());
            return new Exported(writing.write(domain, time, done::add), accepted.left());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static long allocated(ArchivedDomain domain) throws IOException {
        long total = 0;
        for (var file : domain.origins()) {
            total += Image.allocatedBytes(file);
        }
        return total;
    }

    private static final class Done {
        private final TerminalProgress progress;
        private final long total;
        private long bytes;

        Done(TerminalProgress progress, long total) {
            this.progress = progress;
            this.total = total;
        }

        void add(long more) {
            bytes += more;
            progress.advanced(bytes, Math.max(bytes, total));
        }
    }

    private CommandFailure failure(IOException e) {
        var what = "cannot " + export + ": ";
        return switch (e) {
            case InterruptedIOException _ -> new CommandFailure(what + "cancelled");
            case FileAlreadyExistsException there ->
                    new CommandFailure(
                            ExitCode.REFUSED,
                            what + there.getFile() + " exists; choose another name, or remove it");
            case NoSuchFileException gone ->
                    new CommandFailure(
                            ExitCode.NOT_FOUND,
                            what + gone.getFile() + ": no such file or directory");
            case ImageInUseException used ->
                    new CommandFailure(ExitCode.BUSY, what + used.getMessage());
            case FileSystemException failed ->
                    new CommandFailure(what + failed.getFile() + ": " + failed.getReason());
            default -> new CommandFailure(what + e.getMessage());
        };
    }
}
