package dev.varve.host;

import dev.varve.core.plan.serve.ServeDisk;
import dev.varve.core.plan.serve.Served;
import dev.varve.core.plan.serve.ServedDisk;
import dev.varve.image.NbdAddress;
import dev.varve.image.NbdServer;
import dev.varve.image.NbdSource;
import dev.varve.image.failure.ImageException;
import dev.varve.operation.VarveException;
import dev.varve.operation.VarveException.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/// A disk that is served over NBD, read-only, until this is closed.
///
/// @param request which disk
/// @param disk what it is
public record DiskServer(ServeDisk request, ServedDisk disk, NbdServer server)
        implements AutoCloseable, Serving {
    /// Starts a server, under the domain's lock: an operation sees the server, or the server what the operation has left.
    ///
    /// @param address empty for a socket of a name that the server chooses
    /// @throws VarveException where it can't be started
    public static Serving start(
            HostOperations operations, ServeDisk request, Optional<NbdAddress> address) {
        return operations.atRest(
                request.domain(),
                state ->
                        switch (request.find(state)) {
                            case ServedDisk shown -> start(request, shown, address);
                            case Served.Refused(var refusal) -> new Serving.Refused(refusal);
                        });
    }

    private static DiskServer start(
            ServeDisk request, ServedDisk shown, Optional<NbdAddress> address) {
        var internal = shown.internal().map(held -> new NbdSource.Internal(held.id(), held.name()));
        try {
            var source = new NbdSource(shown.image(), shown.format(), internal);
            return new DiskServer(request, shown, NbdServer.start(source, address));
        } catch (IOException e) {
            throw failure(request, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(request, Kind.CANCELLED, "cancelled", e);
        }
    }

    private static VarveException failure(ServeDisk request, IOException e) {
        return switch (e) {
            case ClosedByInterruptException _ -> failure(request, Kind.CANCELLED, "cancelled", e);
            case NoSuchFileException gone ->
                    failure(
                            request,
                            Kind.NOT_FOUND,
                            gone.getFile() + ": no such file or directory",
                            e);
            case NotDirectoryException other ->
                    failure(request, Kind.INVALID, other.getFile() + " is not a directory", e);
            case FileAlreadyExistsException there ->
                    failure(
                            request,
                            Kind.EXISTS,
                            there.getFile()
                                    + " exists; name another socket, or remove it if no server needs it",
                            e);
            case ImageException image ->
                    failure(request, Kind.UNSUPPORTED, String.valueOf(image.getMessage()), e);
            default -> failure(request, Kind.FAILED, String.valueOf(e.getMessage()), e);
        };
    }

    private static VarveException failure(
            ServeDisk request, Kind kind, String why, Exception cause) {
        var message = "cannot " + request + ": " + why;
        return new VarveException(kind, message, message, cause);
    }

    /// Waits until the server ends.
    ///
    /// @return what can't be done any longer, and why
    public String awaitEnd() throws InterruptedException {
        return "cannot go on to " + request + ": " + server.awaitEnd();
    }

    /// Ends the server, and closes its connections.
    ///
    /// @throws VarveException where it doesn't end
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw failure(request, e);
        }
    }
}
