package dev.varve.cli.command;

import dev.varve.cli.arguments.Data;
import dev.varve.cli.change.Changes;
import dev.varve.cli.json.LayerForestDocument;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.core.chain.LayerForest;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Place;
import dev.varve.host.HostReading;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `chain`
@Command(
        description =
                "Show the layers of a domain's disks and snapshots, of an image or of a directory, and what"
                        + " needs each.")
final class ChainCommand implements OwnCommand {

    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN|IMAGE|DIR",
            description =
                    "name, id or UUID of the domain; what has a slash or is no domain's is an image or a"
                            + " directory")
    String name = "";

    @Option(names = "--dot", description = "print a graph for Graphviz")
    boolean dot;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public Optional<String> conflict() {
        return dot && json
                ? Optional.of("Options --dot and --json are mutually exclusive")
                : Optional.empty();
    }

    @Override
    public void run(Session session) {
        var changes = Changes.toLookAt(session, "domains");
        domain(session)
                .ifPresentOrElse(
                        domain -> show(session, changes, domain), () -> show(session, changes));
    }

    /// No domain has a slash in its name.
    private Optional<DomainRef> domain(Session session) {
        if (name.contains("/")) {
            return Optional.empty();
        }
        try (var handle = session.domain(name)) {
            return Optional.of(Changes.ref(handle));
        } catch (CommandFailure e) {
            if (e.exitCode() != ExitCode.NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private void show(Session session, Changes changes, DomainRef domain) {
        var state = changes.observe();
        var observed = state.domain(domain).orElseThrow(this::nothing);
        var forest = measured(session, LayerForest.of(state, observed));
        var text = new ChainText(domain.name(), Optional.of(domain));
        print(session, LayerForestDocument.of(domain, forest), text, forest);
    }

    private void show(Session session, Changes changes) {
        var place = changes.locate(path());
        var state = changes.observe(Set.of(place.path()));
        var forest = measured(session, LayerForest.of(state, place));
        if (forest.trees().isEmpty() && !(place instanceof Place.Directory)) {
            throw Optional.ofNullable(state.missing().get(place.path()))
                    .filter(_ -> place instanceof Place.Image)
                    .map(why -> new CommandFailure(cannot() + "it can't be read: " + why))
                    .orElseGet(this::nothing);
        }
        if (place instanceof Place.Directory(var directory)) {
            noteUnread(session, state, directory);
        }
        var text = new ChainText(place.path().toString(), Optional.empty());
        print(session, LayerForestDocument.of(place.path(), forest), text, forest);
    }

    /// What a shown layer lies on is told with that layer.
    private void noteUnread(Session session, HostState state, Path directory) {
        Optional.ofNullable(state.missing().get(directory))
                .ifPresent(why -> {
                    throw new CommandFailure(cannot() + why);
                });
        state.missing().entrySet().stream()
                .filter(image -> directory.equals(image.getKey().getParent()))
                .filter(image -> state.overlays(image.getKey()).isEmpty())
                .sorted(Map.Entry.comparingByKey())
                .forEach(image ->
                        session.note(image.getKey() + " can't be read: " + image.getValue()));
    }

    /// The graph has no sizes.
    private LayerForest measured(Session session, LayerForest forest) {
        return dot ? forest : new HostReading().measured(forest, session::note);
    }

    private Path path() {
        try {
            return Path.of(name);
        } catch (InvalidPathException _) {
            throw nothing();
        }
    }

    private CommandFailure nothing() {
        return new CommandFailure(
                ExitCode.NOT_FOUND,
                cannot()
                        + (name.contains("/") ? "there is no" : "there is no domain, and no")
                        + " image or directory of that name");
    }

    private String cannot() {
        return "cannot show the layers of " + name + ": ";
    }

    private void print(
            Session session, LayerForestDocument document, ChainText text, LayerForest forest) {
        if (json) {
            session.print(JsonText.of(document));
        } else {
            session.print(dot ? text.dot(forest) : text.tree(session, forest));
        }
    }
}
