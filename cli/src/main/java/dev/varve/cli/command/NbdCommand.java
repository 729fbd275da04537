package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.json.NbdExport;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.virsh.Data;
import dev.varve.cli.virsh.JsonText;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.HostState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.serve.ServeDisk;
import dev.varve.core.plan.serve.Served;
import dev.varve.core.plan.serve.ServedDisk;
import dev.varve.image.NbdAddress;
import dev.varve.image.NbdServer;
import dev.varve.image.NbdSource;
import dev.varve.image.failure.ImageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `nbd`
@Command(description = "Serve a disk as a snapshot has it, read-only, over NBD, until Ctrl-C.")
final class NbdCommand implements OwnCommand {
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final int PORT_MAX = 65_535;

    @Mixin OneDomain one = new OneDomain();

    @Data(1)
    @Option(
            names = "--snapshotname",
            paramLabel = "SNAPSHOT",
            description = "the snapshot; without it, what a domain that is shut off has now")
    Optional<String> snapshotname = Optional.empty();

    @Option(names = "--disk", paramLabel = "DISK", description = "which one, where there are more")
    Optional<String> disk = Optional.empty();

    @Option(names = "--socket", paramLabel = "PATH", description = "the socket to listen on")
    Optional<String> socket = Optional.empty();

    @Option(names = "--port", paramLabel = "N", description = "listen on 127.0.0.1")
    Optional<String> port = Optional.empty();

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public Optional<String> conflict() {
        if (socket.isPresent() && port.isPresent()) {
            return Optional.of("Options --socket and --port are mutually exclusive");
        }
        return port.filter(text -> !isPort(text))
                .map(text -> "--port takes a number from 1 to " + PORT_MAX + ", not '" + text + "'")
                .or(() -> empty("snapshotname", snapshotname))
                .or(() -> empty("disk", disk))
                .or(() -> empty("socket", socket));
    }

    private static boolean isPort(String text) {
        return PORT.matcher(text).matches() && Integer.parseInt(text) <= PORT_MAX;
    }

    private static Optional<String> empty(String option, Optional<String> value) {
        return value.filter(String::isEmpty).map(_ -> "--" + option + " takes more than nothing");
    }

    @Override
    public void run(Session session) {
        var changes = Changes.toLookAt(session, "domains");
        var request = request(session);
        var serving = changes.atRest(request.domain(), state -> start(request, state));
        try {
            session.disconnect(); // It may go on for days, and needs no libvirt any more.
            announce(session, request, serving);
            var said = serving.server().awaitEnd();
            throw new CommandFailure("cannot go on to " + request + ": " + said);
        } catch (InterruptedException _) {
            // That is how it ends: nothing has failed.
            return;
        } finally {
            serving.end(request);
        }
    }

    private ServeDisk request(Session session) {
        try (var handle = session.domain(one.domain)) {
            return new ServeDisk(
                    Changes.ref(handle),
                    snapshotname.map(SnapshotName::new),
                    disk.map(DiskTarget::new));
        }
    }

    private record Serving(ServedDisk disk, NbdServer server) {
        void end(ServeDisk request) {
            try {
                server.close();
            } catch (IOException e) {
                throw failure(request, e);
            }
        }
    }

    /// Under the domain's lock: an operation sees the server, or the server what the operation has left.
    private Serving start(ServeDisk request, HostState state) {
        return switch (request.find(state)) {
            case ServedDisk shown -> start(request, shown);
            case Served.Refused(var refusal) -> throw Changes.refused(refusal);
        };
    }

    private Serving start(ServeDisk request, ServedDisk shown) {
        var internal = shown.internal().map(held -> new NbdSource.Internal(held.id(), held.name()));
        try {
            var source = new NbdSource(shown.image(), shown.format(), internal);
            return new Serving(shown, NbdServer.start(source, address()));
        } catch (IOException e) {
            throw failure(request, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("cannot " + request + ": cancelled");
        }
    }

    private Optional<NbdAddress> address() {
        return socket.<NbdAddress>map(
                        path -> new NbdAddress.UnixSocket(Path.of(path).toAbsolutePath()))
                .or(() -> port.map(Integer::parseInt).map(NbdAddress.LocalPort::new));
    }

    private static CommandFailure failure(ServeDisk request, IOException e) {
        var what = "cannot " + request + ": ";
        return switch (e) {
            case FileAlreadyExistsException there ->
                    new CommandFailure(
                            ExitCode.REFUSED,
                            what
                                    + there.getFile()
                                    + " exists; name another with --socket, or remove it if no"
                                    + " server needs it");
            case ImageException image ->
                    new CommandFailure(ExitCode.REFUSED, what + image.getMessage());
            default -> new CommandFailure(what + e.getMessage());
        };
    }

    private void announce(Session session, ServeDisk request, Serving serving) {
        var uri = serving.server().address().uri();
        if (json) {
            session.print(JsonText.of(document(request, serving)));
            return;
        }
        var target = serving.disk().disk();
        session.printExtra(
                "Serving disk "
                        + target
                        + request.snapshot().map(name -> " of snapshot " + name).orElse("")
                        + ", read-only, until Ctrl-C:\n");
        session.print(uri + "\n");
    }

    private static NbdExport document(ServeDisk request, Serving serving) {
        var address = serving.server().address();
        var shown = serving.disk();
        return new NbdExport(
                request.domain().name(),
                request.snapshot().map(SnapshotName::value),
                shown.disk().name(),
                shown.image().toString(),
                shown.format().formatName(),
                shown.internal().isPresent(),
                address.uri(),
                address instanceof NbdAddress.UnixSocket(var path)
                        ? Optional.of(path.toString())
                        : Optional.empty(),
                address instanceof NbdAddress.LocalPort(var number)
                        ? Optional.of(number)
                        : Optional.empty(),
                ProcessHandle.current().pid());
    }
}
