package dev.varve.cli.status;

import dev.varve.cli.session.ExitCode;
import dev.varve.cli.text.Counted;
import dev.varve.status.DomainStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a monitoring system is told: one line and an exit code, as Nagios' plugins have them.
///
/// @param maxDepth how many layers a disk may read through
/// @param oldest when the oldest snapshot may have been taken
///
/// @see <a href="https://nagios-plugins.org/doc/guidelines.html">Nagios Plugins Development Guidelines</a>
public record Check(Optional<Integer> maxDepth, Optional<Instant> oldest) {
    /// How it stands.
    ///
    /// @param line `VARVE OK - 2 domains, 5 snapshots | …`
    public record Verdict(String line, ExitCode exit) {
        /// {@return what is said where nothing could be found out}
        public static Verdict unknown(String why) {
            return new Verdict("VARVE UNKNOWN - " + why, ExitCode.CHECK_UNKNOWN);
        }
    }

    /// {@return the verdict over these domains}
    public Verdict of(List<DomainStatus> all) {
        var grave = new ArrayList<String>();
        var others = new ArrayList<String>();
        for (var status : all) {
            var problems = new Problems(status);
            if (problems.areThere()) {
                (problems.areGrave() ? grave : others)
                        .add(status.domain() + ": " + String.join("; ", problems.words()));
            }
            exceeded(status).forEach(text -> others.add(status.domain() + ": " + text));
        }
        var told = new ArrayList<>(grave);
        told.addAll(others);
        var exit = exit(grave, others);
        return new Verdict(
                "VARVE %s - %s | %s"
                        .formatted(
                                word(exit),
                                told.isEmpty() ? summary(all) : shown(String.join(", ", told)),
                                figures(all, told.size())),
                exit);
    }

    private List<String> exceeded(DomainStatus status) {
        var texts = new ArrayList<String>();
        maxDepth.filter(max -> status.depth() > max)
                .ifPresent(max -> texts.add("depth %d > %d".formatted(status.depth(), max)));
        status.oldest()
                .filter(taken -> oldest.filter(taken::isBefore).isPresent())
                .ifPresent(taken -> texts.add("oldest snapshot of " + SnapshotTable.time(taken)));
        return texts;
    }

    private static ExitCode exit(List<String> grave, List<String> others) {
        if (!grave.isEmpty()) {
            return ExitCode.CHECK_CRITICAL;
        }
        return others.isEmpty() ? ExitCode.DONE : ExitCode.CHECK_WARNING;
    }

    private static String word(ExitCode exit) {
        return exit == ExitCode.DONE
                ? "OK"
                : exit == ExitCode.CHECK_WARNING ? "WARNING" : "CRITICAL";
    }

    private static String summary(List<DomainStatus> all) {
        return Counted.of(all.size(), "domain") + ", " + Counted.of(snapshots(all), "snapshot");
    }

    /// What is behind a bar is figures.
    private static String shown(String text) {
        return text.replace('|', '/').replace('\n', ' ');
    }

    private static String figures(List<DomainStatus> all, int problems) {
        return "domains=%d snapshots=%d depth=%d problems=%d"
                .formatted(
                        all.size(),
                        snapshots(all),
                        all.stream().mapToInt(DomainStatus::depth).max().orElse(0),
                        problems);
    }

    private static int snapshots(List<DomainStatus> all) {
        return all.stream().mapToInt(status -> status.snapshots().size()).sum();
    }
}
