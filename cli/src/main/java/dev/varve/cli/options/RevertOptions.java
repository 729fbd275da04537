package dev.varve.cli.options;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.change.KeepUndo;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
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
        return new Conflicts()
                .exclusive("running", running, "paused", paused)
                .first()
                .or(this::conflictAsInVirsh);
    }

    /// {@return the same but for what virsh leaves to libvirt, which says so once there is a snapshot: see
    /// [#requireOneState]}
    public Optional<String> conflictAsInVirsh() {
        return target.conflict();
    }

    /// Refuses two states at once.
    ///
    /// @throws CommandFailure in libvirt's words where the domain is to be in two states
    public void requireOneState() {
        if (running && paused) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "Flags 'VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING' and"
                            + " 'VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED' are mutually exclusive");
        }
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
