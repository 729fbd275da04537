package dev.varve.host;

import dev.varve.core.model.Age;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.keep.DescribeSnapshot;
import dev.varve.core.plan.keep.HoldSnapshot;
import dev.varve.core.plan.keep.KeepDaily;
import dev.varve.core.plan.keep.KeepHourly;
import dev.varve.core.plan.keep.KeepLast;
import dev.varve.core.plan.keep.KeepMonthly;
import dev.varve.core.plan.keep.KeepRule;
import dev.varve.core.plan.keep.KeepTag;
import dev.varve.core.plan.keep.KeepWeekly;
import dev.varve.core.plan.keep.KeepWithin;
import dev.varve.core.plan.keep.KeepYearly;
import dev.varve.core.plan.keep.PolicyRules;
import dev.varve.core.plan.keep.PruneSnapshots;
import dev.varve.core.plan.keep.ReleaseSnapshot;
import dev.varve.core.plan.keep.TagSnapshot;
import dev.varve.core.plan.step.Change;
import dev.varve.operation.KeepChange;
import dev.varve.operation.KeepRules;
import dev.varve.operation.VarveException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// What the library's changes to how long snapshots stay are to the engine.
final class EngineKeepChanges {
    private EngineKeepChanges() {}

    /// {@return the change to that domain}
    ///
    /// @param now by which is known what is dated in the future
    /// @throws VarveException for what can't be a tag
    static Change of(KeepChange asked, DomainRef domain, Instant now) {
        return switch (asked) {
            case KeepChange.Prune prune -> of(prune, domain, now);
            case KeepChange.Hold(var snapshot, var reason) ->
                    new HoldSnapshot(domain, new SnapshotName(snapshot), reason);
            case KeepChange.Release(var snapshot) ->
                    new ReleaseSnapshot(domain, new SnapshotName(snapshot));
            case KeepChange.Tag(var snapshot, var added, var removed) ->
                    new TagSnapshot(
                            domain,
                            new SnapshotName(snapshot),
                            EngineChanges.words(added),
                            removed);
            case KeepChange.Describe(var snapshot, var text) ->
                    new DescribeSnapshot(domain, new SnapshotName(snapshot), text);
        };
    }

    private static Change of(KeepChange.Prune asked, DomainRef domain, Instant now) {
        var rules = asked.rules();
        return asked.policy()
                .map(name -> new PolicyRules(name, 0, 0, 0, 0, 0, rules.zone()))
                .map(policy ->
                        new PruneSnapshots(
                                domain,
                                rules(rules, ZoneOffset.UTC),
                                new PruneSnapshots.Whose.OnePolicys(policy, now)))
                .orElseGet(
                        () -> new PruneSnapshots(domain, rules(rules, rules.zone()), asked.all()));
    }

    private static List<KeepRule> rules(KeepRules asked, ZoneId hours) {
        var zone = asked.zone();
        var rules = new ArrayList<KeepRule>();
        add(rules, asked.last(), new KeepLast(asked.last()));
        add(rules, asked.hourly(), new KeepHourly(asked.hourly(), hours));
        add(rules, asked.daily(), new KeepDaily(asked.daily(), zone));
        add(rules, asked.weekly(), new KeepWeekly(asked.weekly(), zone));
        add(rules, asked.monthly(), new KeepMonthly(asked.monthly(), zone));
        add(rules, asked.yearly(), new KeepYearly(asked.yearly(), zone));
        asked.within()
                .map(EngineKeepChanges::age)
                .ifPresent(age -> rules.add(new KeepWithin(age, zone)));
        asked.tags().forEach(tags -> rules.add(new KeepTag(EngineChanges.words(tags))));
        return rules;
    }

    private static Age age(dev.varve.operation.Age asked) {
        return new Age(asked.years(), asked.months(), asked.days(), asked.hours());
    }

    private static void add(List<KeepRule> rules, int count, KeepRule rule) {
        if (count > 0) {
            rules.add(rule);
        }
    }
}
