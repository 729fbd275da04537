package dev.varve.host;

import dev.varve.core.archive.ArchiveFile;
import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.archive.ExportDomain;
import dev.varve.core.plan.archive.Exporting;
import dev.varve.core.plan.step.Refusal;
import dev.varve.image.Image;
import dev.varve.image.PartialName;
import dev.varve.image.failure.ImageInUseException;
import dev.varve.libvirt.hypervisor.archive.ExportXml;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.VarveException;
import dev.varve.operation.VarveException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.LongConsumer;

/// An archive of a domain, to be written. Nobody changes the domain meanwhile, nor starts it.
///
/// @param export which domain
public record DomainExport(
        HostOperations operations, ExportDomain export, ProgressListener listener) {
    /// What came of it.
    public sealed interface Result {}

    /// The archive is written.
    ///
    /// @param left what the domain uses besides and what isn't in the archive, in a few words each
    public record Exported(ArchivedDomain domain, List<String> left) implements Result {
        public Exported {
            left = List.copyOf(left);
        }
    }

    /// There is none.
    public record Refused(Refusal refusal) implements Result {}

    /// Writes the archive into a new file.
    ///
    /// @param file absolute
    /// @throws VarveException for what fails; then there is no such file
    public Result into(Path file) {
        // Nobody else has a partial file of that name: we have the domain's lock.
        var partial = PartialName.of(file, export.domain().uuid().toString());
        return atRest(
                " to " + file,
                (domain, time, added) -> ArchiveFile.create(domain, file, partial, time, added));
    }

    /// Writes the archive into a pipe.
    ///
    /// @throws VarveException for what fails; then the archive has no end
    public Result into(OutputStream pipe) {
        return atRest("", (domain, time, added) -> ArchiveFile.write(domain, pipe, time, added));
    }

    private interface Writing {
        ArchivedDomain write(ArchivedDomain domain, Instant time, LongConsumer added)
                throws IOException;
    }

    /// @param where for the message, behind a blank
    private Result atRest(String where, Writing writing) {
        return operations.atRest(export.domain(), state -> find(state, where, writing));
    }

    private Result find(HostState state, String where, Writing writing) {
        return switch (export.find(state)) {
            case Exporting.Accepted accepted -> run(accepted, where, writing);
            case Exporting.Refused(var refusal) -> new Refused(refusal);
        };
    }

    private Result run(Exporting.Accepted accepted, String where, Writing writing) {
        try {
            var progress = new ToldProgress(listener);
            progress.doing(1, 1, export.toString());
            var done = new Done(progress, allocated(accepted.domain()));
            var time = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            var domain = ExportXml.resolved(accepted.domain());
            return new Exported(writing.write(domain, time, done::add), accepted.left());
        } catch (IOException e) {
            throw failure(where, e);
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
        private final ToldProgress progress;
        private final long total;
        private long bytes;

        Done(ToldProgress progress, long total) {
            this.progress = progress;
            this.total = total;
        }

        void add(long more) {
            bytes += more;
            progress.advanced(bytes, Math.max(bytes, total));
        }
    }

    private VarveException failure(String where, IOException e) {
        return switch (e) {
            case InterruptedIOException _, ClosedByInterruptException _ ->
                    failure(where, Kind.CANCELLED, "cancelled", e);
            case FileAlreadyExistsException there ->
                    failure(
                            "",
                            Kind.EXISTS,
                            there.getFile() + " exists; choose another name, or remove it",
                            e);
            case NoSuchFileException gone ->
                    failure("", Kind.NOT_FOUND, gone.getFile() + ": no such file or directory", e);
            case ImageInUseException used ->
                    failure(where, Kind.BUSY, String.valueOf(used.getMessage()), e);
            case FileSystemException failed ->
                    failure("", Kind.FAILED, failed.getFile() + ": " + failed.getReason(), e);
            default -> failure(where, Kind.FAILED, String.valueOf(e.getMessage()), e);
        };
    }

    private VarveException failure(String where, Kind kind, String why, IOException e) {
        var message = "cannot " + export + where + ": " + why;
        return new VarveException(kind, message, message, e);
    }
}
