package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.svg.MapPicture;
import dev.varve.core.map.SnapshotMap;
import dev.varve.core.model.DomainRef;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `map`
@Command(description = "Draw a domain's snapshots as a picture.")
final class MapCommand implements OwnCommand {

    @Mixin OneDomain one = new OneDomain();

    @Option(
            names = "--svg",
            required = true,
            paramLabel = "FILE",
            description = "where the picture is written; - for stdout")
    String svg = "";

    @Override
    public void run(Session session) {
        var changes = Changes.toLookAt(session, "domains");
        var ref = ref(session);
        var state = changes.observe();
        var observed =
                state.domain(ref)
                        .orElseThrow(() ->
                                new CommandFailure(
                                        ExitCode.NOT_FOUND,
                                        "cannot draw the snapshots of " + ref + ": it is gone"));
        var picture =
                MapPicture.of(
                        SnapshotMap.of(state, observed), ZonedDateTime.now(ZoneId.systemDefault()));
        if (svg.equals("-")) {
            session.print(picture);
        } else {
            new PictureFile(path()).write(picture);
            session.printExtra("Snapshots of domain " + ref + " drawn in " + svg + "\n");
        }
    }

    private DomainRef ref(Session session) {
        try (var handle = session.domain(one.domain)) {
            return Changes.ref(handle);
        }
    }

    private Path path() {
        try {
            return Path.of(svg).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "cannot write the picture to " + svg + ": " + e.getReason());
        }
    }
}
