package dev.varve.cli.command;

import dev.varve.Domain;
import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.json.PictureDocument;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.svg.MapPicture;
import dev.varve.cli.text.JsonText;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `map`
@Command(
        description = "Draw the snapshots of domains as a picture.",
        footer = {"varve map web", "varve map --all --output all.svg"})
final class MapCommand implements OwnCommand {

    @Data(value = 0, unless = "--all")
    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain; of several, all on one page")
    List<String> domains = List.of();

    @Option(names = "--all", description = "all domains, on one page")
    boolean all;

    @Option(
            names = {"--svg", "--output"},
            paramLabel = "FILE",
            description =
                    "where the picture is written; - for stdout; without it, a file named after the domain")
    Optional<String> output = Optional.empty();

    @Option(names = "--json", description = "print JSON that tells where the picture is")
    boolean json;

    @Override
    public Optional<String> conflict() {
        return new Conflicts()
                .exclusive("domain", !domains.isEmpty(), "all", all)
                .add(
                        json && output.filter("-"::equals).isPresent(),
                        "--json can't go where the picture goes, to standard output")
                .first();
    }

    @Override
    public void run(Session session) {
        var chosen = chosen(session);
        var target = output.orElseGet(() -> fileName(chosen));
        refuseOtherKinds(target);
        var picture =
                MapPicture.of(
                        chosen.stream().map(Domain::map).toList(),
                        ZonedDateTime.now(ZoneId.systemDefault()));
        if (target.equals("-")) {
            session.print(picture);
        } else {
            var file = OwnFile.of(target, "the picture", MapCommand::isPicture);
            file.write(picture);
            if (json) {
                var drawn = chosen.stream().map(Domain::name).toList();
                session.print(JsonText.of(new PictureDocument(drawn, file.path().toString())));
                return;
            }
            session.printExtra("Snapshots of " + described(chosen) + " drawn in " + target + "\n");
        }
    }

    private List<Domain> chosen(Session session) {
        return all
                ? session.images().domains().stream()
                        .sorted(Comparator.comparing(Domain::name))
                        .toList()
                : domains.stream().map(session::withImages).toList();
    }

    private static String fileName(List<Domain> chosen) {
        return chosen.size() == 1 ? chosen.getFirst().name() + ".svg" : "snapshots.svg";
    }

    private static String described(List<Domain> chosen) {
        return chosen.size() == 1
                ? "domain " + chosen.getFirst().name()
                : chosen.size() + " domains";
    }

    private static void refuseOtherKinds(String target) {
        var name = target.toLowerCase(Locale.ROOT);
        if (List.of(".png", ".pdf", ".jpg", ".jpeg").stream().anyMatch(name::endsWith)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "cannot draw "
                            + target
                            + ": pictures are SVG; draw one, and have rsvg-convert(1) make another"
                            + " kind of it");
        }
    }

    /// The mark stands behind XML's own first line.
    private static boolean isPicture(String beginning) {
        return beginning.startsWith("<?xml ")
                && beginning.contains("<!--" + MapPicture.MARK + "-->");
    }
}
