package dev.varve.cli.command;

import dev.varve.cli.options.AgeOption;
import dev.varve.cli.options.MergeArguments;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.options.TagWords;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.operation.KeepChange;
import dev.varve.operation.KeepRules;
import dev.varve.operation.Plan;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `prune`
@Command(
        description = "Delete the snapshots that no rule keeps. The rules are restic's.",
        footer = "varve prune web --keep-last 3 --keep-daily 7 --dry-run")
final class PruneCommand implements OwnCommand {

    @Mixin OneDomain one = new OneDomain();

    @Option(names = "--keep-last", paramLabel = "N", description = "the newest N")
    Optional<String> last = Optional.empty();

    @Option(
            names = "--keep-hourly",
            paramLabel = "N",
            description = "the newest of each of the last N hours that have one")
    Optional<String> hourly = Optional.empty();

    @Option(names = "--keep-daily", paramLabel = "N", description = "the same for days")
    Optional<String> daily = Optional.empty();

    @Option(names = "--keep-weekly", paramLabel = "N", description = "the same for weeks")
    Optional<String> weekly = Optional.empty();

    @Option(names = "--keep-monthly", paramLabel = "N", description = "the same for months")
    Optional<String> monthly = Optional.empty();

    @Option(names = "--keep-yearly", paramLabel = "N", description = "the same for years")
    Optional<String> yearly = Optional.empty();

    @Option(
            names = "--keep-within",
            paramLabel = "AGE",
            description = "all that are at most so much older than the newest: 1y5m7d2h")
    Optional<String> within = Optional.empty();

    @Option(
            names = "--keep-tag",
            paramLabel = "TAG[,TAG…]",
            description = "all that have these tags; may be given several times")
    List<String> tags = List.of();

    @Option(
            names = "--all",
            description = "also those that no policy had taken (--policy at their creation)")
    boolean all;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "only those that this policy had taken; its hours are those of UTC")
    Optional<String> policy = Optional.empty();

    @Mixin MergeArguments merge = new MergeArguments();

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public Optional<String> conflict() {
        return all && policy.isPresent()
                ? Optional.of("Options --all and --policy are mutually exclusive")
                : Optional.empty();
    }

    @Override
    public void run(Session session) {
        var prune = new KeepChange.Prune(rules(ZoneId.systemDefault()), all, policy);
        plan.perform(session, session.found(one.domain), prune, merge.options())
                .ifPresent(made -> print(session, made));
    }

    private static void print(Session session, Plan plan) {
        plan.kept().forEach(session::note);
        plan.lost().forEach(gone -> session.printExtra("Domain " + gone + " deleted\n"));
        if (plan.lost().isEmpty()) {
            session.printExtra("Nothing to prune\n");
        }
    }

    private KeepRules rules(ZoneId zone) {
        return new KeepRules(
                number("last", last),
                number("hourly", hourly),
                number("daily", daily),
                number("weekly", weekly),
                number("monthly", monthly),
                number("yearly", yearly),
                within.map(text -> AgeOption.of("--keep-within", text)),
                tags.stream().map(PruneCommand::words).toList(),
                zone);
    }

    private static Set<String> words(String text) {
        return TagWords.of("--keep-tag", List.of(text));
    }

    private static int number(String name, Optional<String> count) {
        return count.map(text -> number(name, text)).orElse(0);
    }

    /// As in restic, `unlimited` or -1 keeps all of them.
    private static int number(String name, String text) {
        if (text.equals("-1") || text.equals("unlimited")) {
            return Integer.MAX_VALUE;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--keep-" + name + " takes a number or unlimited, not '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
