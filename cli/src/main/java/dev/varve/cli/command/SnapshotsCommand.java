package dev.varve.cli.command;

import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.options.AgeOption;
import dev.varve.cli.options.TagWords;
import dev.varve.cli.session.Session;
import dev.varve.cli.status.SnapshotDetails;
import dev.varve.cli.status.SnapshotTable;
import dev.varve.state.Snapshot;
import dev.varve.status.DomainStatus;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `snapshots`
@Command(
        description =
                "List the snapshots of all domains, or those that are asked for, with all that is known of them.",
        footer = {"varve snapshots --older-than 30d", "varve snapshots web --tag upgrade"})
final class SnapshotsCommand implements OwnCommand {

    @Data(0)
    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain; without it, all domains")
    Optional<String> domain = Optional.empty();

    @Option(names = "--all", description = "all domains, which is so without a domain")
    boolean all;

    @Option(
            names = "--tag",
            paramLabel = "TAG[,TAG]…",
            description = "only those that have all of these tags")
    Optional<String> tag = Optional.empty();

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description = "only those that this policy has had taken")
    Optional<String> policy = Optional.empty();

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            description = "only those that were taken before that, such as 30d or 1y5m7d2h")
    Optional<String> olderThan = Optional.empty();

    @Option(names = "--held", description = "only those that are held")
    boolean held;

    @Option(
            names = "--no-sizes",
            description = "don't read the images' tables for what deleting each would free")
    boolean noSizes;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public Optional<String> conflict() {
        return new Conflicts().exclusive("domain", domain.isPresent(), "all", all).first();
    }

    @Override
    public void run(Session session) {
        var asked = asked();
        var rows =
                statuses(session).stream()
                        .flatMap(status ->
                                status.snapshots().stream()
                                        .filter(each -> asked.test(each.snapshot()))
                                        .map(each -> new SnapshotTable.Row(status.domain(), each)))
                        .toList();
        session.print(json ? SnapshotDetails.json(rows) : SnapshotTable.of(session, rows));
    }

    private List<DomainStatus> statuses(Session session) {
        return domain.map(name -> List.of(session.withImages(name).status(!noSizes)))
                .orElseGet(() -> session.images().status(!noSizes));
    }

    private Predicate<Snapshot> asked() {
        var tags = tag.map(text -> TagWords.of("--tag", List.of(text)));
        var before = olderThan.map(text -> AgeOption.before("--older-than", text, now()));
        return snapshot ->
                tags.filter(words -> !snapshot.notes().tags().containsAll(words)).isEmpty()
                        && (policy.isEmpty() || snapshot.notes().policy().equals(policy))
                        && (!held || snapshot.notes().hold().isPresent())
                        && before.filter(moment -> !isBefore(snapshot, moment)).isEmpty();
    }

    private static boolean isBefore(Snapshot snapshot, Instant moment) {
        return snapshot.taken().isBefore(moment);
    }

    private static ZonedDateTime now() {
        return ZonedDateTime.now(ZoneId.systemDefault());
    }
}
