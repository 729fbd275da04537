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
import dev.varve.core.plan.keep.PruneSnapshots;
import dev.varve.core.plan.keep.ReleaseSnapshot;
import dev.varve.core.plan.keep.TagSnapshot;
import dev.varve.core.plan.step.Change;
import dev.varve.operation.KeepChange;
import dev.varve.operation.KeepRules;
import dev.varve.operation.VarveException;
import java.util.ArrayList;
import java.util.List;

/// What the library's changes to how long snapshots stay are to the engine.
final class EngineKeepChanges {
    private EngineKeepChanges() {}

    /// {@return the change to that domain}
    ///
    /// @throws VarveException for what can't be a tag
    static Change of(KeepChange asked, DomainRef domain) {
        return switch (asked) {
            case KeepChange.Prune(var rules, var all) ->
                    new PruneSnapshots(domain, rules(rules), all);
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

    private static List<KeepRule> rules(KeepRules asked) {
        var zone = asked.zone();
        var rules = new ArrayList<KeepRule>();
        add(rules, asked.last(), new KeepLast(asked.last()));
        add(rules, asked.hourly(), new KeepHourly(asked.hourly(), zone));
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
