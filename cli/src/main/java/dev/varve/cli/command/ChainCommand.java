package dev.varve.cli.command;

import dev.varve.Domain;
import dev.varve.Varve;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.json.LayerForestDocument;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.operation.VarveException;
import dev.varve.state.LayerForest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `chain`
@Command(
        description =
                "Show the layers of a domain's disks and snapshots, of an image or of a directory, and what"
                        + " needs each.",
        footer = {"varve chain web", "varve chain /var/lib/libvirt/images"})
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
        var varve = session.images();
        domain(session)
                .ifPresentOrElse(
                        domain -> show(session, domain.name(), domain.layers(/* measured= */ !dot)),
                        () -> show(session, layers(varve)));
    }

    /// No domain has a slash in its name.
    private Optional<Domain> domain(Session session) {
        if (name.contains("/")) {
            return Optional.empty();
        }
        try {
            return Optional.of(session.found(name));
        } catch (CommandFailure e) {
            if (e.exitCode() != ExitCode.NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /// The graph has no sizes.
    private LayerForest layers(Varve varve) {
        try {
            return varve.layers(Path.of(name), /* measured= */ !dot);
        } catch (InvalidPathException _) {
            throw nothing();
        } catch (VarveException e) {
            throw e.kind() == VarveException.Kind.NOT_FOUND ? nothing() : e;
        }
    }

    private CommandFailure nothing() {
        return new CommandFailure(
                ExitCode.NOT_FOUND,
                "cannot show the layers of "
                        + name
                        + ": "
                        + (name.contains("/") ? "there is no" : "there is no domain, and no")
                        + " image or directory of that name");
    }

    private void show(Session session, String domain, LayerForest forest) {
        print(session, forest, Optional.of(domain), new ChainText(domain, Optional.of(domain)));
    }

    private void show(Session session, LayerForest forest) {
        var title = forest.place().map(Path::toString).orElse(name);
        print(session, forest, Optional.empty(), new ChainText(title, Optional.empty()));
    }

    private void print(
            Session session, LayerForest forest, Optional<String> domain, ChainText text) {
        forest.notes().forEach(session::note);
        if (json) {
            session.print(JsonText.of(LayerForestDocument.of(domain, forest)));
        } else {
            session.print(dot ? text.dot(forest) : text.tree(session, forest));
        }
    }
}
