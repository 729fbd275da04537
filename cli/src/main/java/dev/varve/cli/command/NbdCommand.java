package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.change.Changes;
import dev.varve.cli.json.NbdExport;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.serve.ServeDisk;
import dev.varve.host.DiskServer;
import dev.varve.host.Serving;
import dev.varve.image.NbdAddress;
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
        try (var serving = start(changes, request)) {
            session.disconnect(); // It may go on for days, and needs no libvirt any more.
            announce(session, request, serving);
            var said = serving.server().awaitEnd();
            throw new CommandFailure("cannot go on to " + request + ": " + said);
        } catch (InterruptedException _) {
            // That is how it ends: nothing has failed.
            return;
        }
    }

    private DiskServer start(Changes changes, ServeDisk request) {
        return switch (DiskServer.start(changes.operations(), request, address())) {
            case DiskServer serving -> serving;
            case Serving.Refused(var refusal) -> throw Changes.refused(refusal);
        };
    }

    private ServeDisk request(Session session) {
        try (var handle = session.domain(one.domain)) {
            return new ServeDisk(
                    Changes.ref(handle),
                    snapshotname.map(SnapshotName::new),
                    disk.map(DiskTarget::new));
        }
    }

    private Optional<NbdAddress> address() {
        return socket.<NbdAddress>map(
                        path -> new NbdAddress.UnixSocket(Path.of(path).toAbsolutePath()))
                .or(() -> port.map(Integer::parseInt).map(NbdAddress.LocalPort::new));
    }

    private void announce(Session session, ServeDisk request, DiskServer serving) {
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

    private static NbdExport document(ServeDisk request, DiskServer serving) {
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
