package dev.varve.cli.command;

import dev.varve.cli.session.Session;
import dev.varve.cli.svg.MapPicture;
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
            OwnFile.of(svg, "the picture", MapCommand::isPicture).write(picture);
            session.printExtra("Snapshots of domain " + domain.name() + " drawn in " + svg + "\n");
        }
    }

    /// The mark stands behind XML's own first line.
    private static boolean isPicture(String beginning) {
        return beginning.startsWith("<?xml ")
                && beginning.contains("<!--" + MapPicture.MARK + "-->");
    }
}
