package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.json.NbdExport;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.Questions;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.operation.NbdAddress;
import dev.varve.operation.NbdRequest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `nbd`
@Command(
        description = "Serve a disk as a snapshot has it, read-only, over NBD, until Ctrl-C.",
        footer = "varve nbd web before-upgrade --disk vda")
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
        var domain = session.withImages(one.domain);
        try (var serving = Questions.asked(() -> domain.serve(request()))) {
            session.disconnect(); // It may go on for days, and needs no libvirt any more.
            announce(session, serving);
            throw new CommandFailure(serving.awaitEnd());
        } catch (InterruptedException _) {
            // That is how it ends: nothing has failed.
            return;
        }
    }

    private NbdRequest request() {
        var address =
                socket.<NbdAddress>map(
                                path -> new NbdAddress.UnixSocket(Path.of(path).toAbsolutePath()))
                        .or(() -> port.map(Integer::parseInt).map(NbdAddress.LocalPort::new));
        return new NbdRequest(snapshotname, disk, address);
    }

    private void announce(Session session, dev.varve.NbdExport serving) {
        if (json) {
            session.print(JsonText.of(NbdExport.of(serving)));
            return;
        }
        var shown = serving.disk();
        session.printExtra(
                "Serving disk "
                        + shown.disk()
                        + shown.snapshot().map(name -> " of snapshot " + name).orElse("")
                        + ", read-only, until Ctrl-C:\n");
        session.print(serving.uri() + "\n");
    }
}
