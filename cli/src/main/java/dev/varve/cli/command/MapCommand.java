package dev.varve.cli.command;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.svg.MapPicture;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `map`
@Command(
        description = "Draw a domain's snapshots as a picture.",
        footer = "varve map web --svg web.svg")
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
        var domain = session.withImages(one.domain);
        var picture = MapPicture.of(domain.map(), ZonedDateTime.now(ZoneId.systemDefault()));
        if (svg.equals("-")) {
            session.print(picture);
        } else {
            new PictureFile(path()).write(picture);
            session.printExtra("Snapshots of domain " + domain.name() + " drawn in " + svg + "\n");
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
