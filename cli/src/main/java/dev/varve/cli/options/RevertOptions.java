package dev.varve.cli.options;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.varve.cli.change.KeepUndo;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.Session;
import dev.varve.operation.SnapshotChange;
import dev.varve.operation.SnapshotChange.AfterRevert;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of whatever reverts a domain.
public final class RevertOptions {
    @Option(names = "--running", description = "let the domain run afterwards")
    public boolean running;

    @Option(names = "--paused", description = "let the domain be paused afterwards")
    public boolean paused;

    @Option(names = "--force", description = "also when something may go wrong")
    public boolean force;

    @Option(names = "--reset-nvram", description = "start with a fresh NVRAM")
    public boolean resetNvram;

    @Option(
            names = "--keep-undo",
            paramLabel = "AGE",
            description = "how long the state that is left is kept: 24h, 7d, forever")
    Optional<String> keepUndo = Optional.empty();

    @Mixin TargetDirectory target = new TargetDirectory();

    /// {@return which of the options exclude each other}
    public Optional<String> conflict() {
        return target.conflict();
    }

    /// {@return what is asked for}
    ///
    /// @throws CommandFailure for what is no age, or if there is no such directory
    public SnapshotChange.RevertOptions options(Session session) {
        var now = Instant.now();
        return new SnapshotChange.RevertOptions(
                after(),
                force,
                resetNvram,
                KeepUndo.until(keepUndo, session.environment(), now)
                        .map(until -> Duration.between(now.truncatedTo(SECONDS), until)),
                target.path(session));
    }

    private AfterRevert after() {
        if (running) {
            return AfterRevert.RUNNING;
        }
        return paused ? AfterRevert.PAUSED : AfterRevert.AS_SNAPSHOT;
    }
}
