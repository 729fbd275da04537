package dev.varve.cli.options;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.Questions;
import dev.varve.cli.session.Session;
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
        return pool.map(name -> Questions.asked(() -> session.varve().poolDirectory(name)))
                .or(() ->
                        directory.map(name -> {
                            var path = Path.of(name).toAbsolutePath().normalize();
                            return Questions.asked(() -> session.varve().directory(path));
                        }));
    }
}
