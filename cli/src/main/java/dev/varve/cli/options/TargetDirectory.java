package dev.varve.cli.options;

import dev.varve.cli.change.Changes;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.core.model.Place;
import dev.varve.host.HostOperations;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Where images go.
public final class TargetDirectory {
    @Option(names = "--dir", paramLabel = "DIR", description = "where the images go")
    Optional<String> directory = Optional.empty();

    @Option(
            names = "--pool",
            paramLabel = "POOL",
            description = "the same, for a storage pool that is a directory")
    Optional<String> pool = Optional.empty();

    public boolean given() {
        return directory.isPresent() || pool.isPresent();
    }

    public Optional<String> conflict() {
        return directory.isPresent() && pool.isPresent()
                ? Optional.of("Options --dir and --pool are mutually exclusive")
                : Optional.empty();
    }

    /// {@return the directory, if one was given, by its real name}
    ///
    /// @throws CommandFailure if there is no such pool or directory
    public Optional<Path> path(Session session) {
        return pool.map(name -> ofPool(session, name))
                .or(() -> directory.map(name -> Path.of(name).toAbsolutePath().normalize()))
                .map(path -> real(session, path));
    }

    private static Path real(Session session, Path path) {
        return switch (Changes.toLookAt(session, "domains").locate(path)) {
            case Place.Directory(var real) -> real;
            case Place.Image _ ->
                    throw new CommandFailure(
                            ExitCode.USAGE, "cannot use " + path + ": it is not a directory");
            case Place.Nothing _ ->
                    throw new CommandFailure(
                            ExitCode.NOT_FOUND, "cannot use " + path + ": no such directory");
        };
    }

    private static Path ofPool(Session session, String name) {
        return HostOperations.poolDirectory(session.connection(), name)
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.NOT_FOUND,
                                "cannot use pool '"
                                        + name
                                        + "': there is no such pool that is a directory"));
    }
}
