package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.options.MergeArguments;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.core.model.Age;
import dev.varve.core.plan.keep.KeepDaily;
import dev.varve.core.plan.keep.KeepHourly;
import dev.varve.core.plan.keep.KeepLast;
import dev.varve.core.plan.keep.KeepMonthly;
import dev.varve.core.plan.keep.KeepRule;
import dev.varve.core.plan.keep.KeepTag;
import dev.varve.core.plan.keep.KeepWeekly;
import dev.varve.core.plan.keep.KeepWithin;
import dev.varve.core.plan.keep.KeepYearly;
import dev.varve.core.plan.keep.PruneSnapshots;
import dev.varve.core.plan.keep.Tags;
import dev.varve.core.plan.step.Plan;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `prune`
@Command(description = "Delete the snapshots that no rule keeps. The rules are restic's.")
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

    @Mixin MergeArguments merge = new MergeArguments();

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public void run(Session session) {
        var rules = rules(ZoneId.systemDefault());
        try (var handle = session.domain(one.domain)) {
            var prune = new PruneSnapshots(Changes.ref(handle), rules, all);
            var performed = plan.perform(session, merge.options(), prune);
            performed.ifPresent(made -> print(session, made));
            if (performed.isEmpty() && !plan.printsPlan()) {
                session.printExtra("Completed: " + prune.intent() + "\n");
            }
        }
    }

    private static void print(Session session, Plan plan) {
        plan.kept().forEach(session::note);
        plan.lost().forEach(gone -> session.printExtra("Domain " + gone + " deleted\n"));
        if (plan.lost().isEmpty()) {
            session.printExtra("Nothing to prune\n");
        }
    }

    private List<KeepRule> rules(ZoneId zone) {
        var rules = new ArrayList<KeepRule>();
        add(rules, "last", last, KeepLast::new);
        add(rules, "hourly", hourly, count -> new KeepHourly(count, zone));
        add(rules, "daily", daily, count -> new KeepDaily(count, zone));
        add(rules, "weekly", weekly, count -> new KeepWeekly(count, zone));
        add(rules, "monthly", monthly, count -> new KeepMonthly(count, zone));
        add(rules, "yearly", yearly, count -> new KeepYearly(count, zone));
        within.ifPresent(text -> rules.add(new KeepWithin(age(text), zone)));
        tags.forEach(text -> rules.add(new KeepTag(words(text))));
        return rules;
    }

    private static Set<String> words(String text) {
        var words = Set.copyOf(Tags.split(List.of(text)));
        if (!Tags.areWords(words)) {
            throw new CommandFailure(ExitCode.USAGE, "--keep-tag: " + Tags.RULE);
        }
        return words;
    }

    /// As in restic, `unlimited` or -1 keeps all of them.
    private static void add(
            List<KeepRule> rules, String name, Optional<String> count, IntFunction<KeepRule> rule) {
        count.ifPresent(text -> {
            int number = number(name, text);
            if (number > 0) {
                rules.add(rule.apply(number));
            }
        });
    }

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

    private static Age age(String text) {
        return Age.parse(text)
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.USAGE,
                                "--keep-within takes an age such as 30d or 1y5m7d2h, not '"
                                        + text
                                        + "'"));
    }
}
