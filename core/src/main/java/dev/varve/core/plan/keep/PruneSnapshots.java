package dev.varve.core.plan.keep;

import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.plan.layers.StateBefore;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Planned;
import dev.varve.core.plan.step.Refusal;
import dev.varve.core.plan.step.SnapshotRefusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Deletes the snapshots that no rule of a policy keeps, all of them in one plan. Held snapshots
/// always stay. The state that a revert left, and whatever else expires, is deleted then and not
/// before: it is no snapshot that a rule counts.
///
/// @param whose snapshots the rules are about
public record PruneSnapshots(DomainRef domain, List<KeepRule> rules, Whose whose)
        implements Change {
    /// Whose snapshots rules are about: what the others took stays.
    public sealed interface Whose {
        /// Those that policies had taken, and those that a user took.
        record Everyones() implements Whose {}

        /// Those that policies had taken.
        record Policies() implements Whose {}

        /// Those that one policy had taken.
        ///
        /// @param at none that is dated later is looked at
        record OnePolicys(PolicyRules policy, Instant at) implements Whose {}
    }

    private static final Comparator<Snapshot> NEWEST_FIRST =
            Comparator.comparingLong(Snapshot::creationTime)
                    .thenComparing(Snapshot::name)
                    .reversed();

    public PruneSnapshots {
        rules = List.copyOf(rules);
    }

    /// @param all also those that a user took, besides those that policies had taken
    public PruneSnapshots(DomainRef domain, List<KeepRule> rules, boolean all) {
        this(domain, rules, all ? new Whose.Everyones() : new Whose.Policies());
    }

    /// {@return the deletion of what a policy had taken and doesn't keep}
    public static PruneSnapshots of(DomainRef domain, PolicyRules policy, Instant at) {
        return new PruneSnapshots(domain, policy.rules(), new Whose.OnePolicys(policy, at));
    }

    /// {@return what the user asks for}
    @Override
    public Intent intent() {
        return new Intent(Intent.Kind.PRUNE, domain, List.of());
    }

    /// {@return the plan, or why there is none; its remarks say which snapshots stay, and why}
    @Override
    public Planned plan(HostState state) {
        var observed = state.domain(domain);
        if (observed.isEmpty()) {
            return new Refusal.NoSuchDomain(domain);
        }
        if (rules.isEmpty()) {
            return new Refusal.InvalidRequest(
                    "cannot "
                            + intent()
                            + ": no rule says what to keep; name one, such as --keep-last 7");
        }
        var eligible = eligible(observed.get());
        var reasons = reasons(eligible);
        if (!eligible.isEmpty() && reasons.isEmpty()) {
            return new SnapshotRefusal.NothingKept(intent().toString());
        }
        addHeld(reasons, eligible);
        var doomed = eligible.stream().filter(snapshot -> !reasons.containsKey(snapshot)).toList();
        return deletion(state, doomed, remarks(reasons, observed.get()));
    }

    private List<String> remarks(Map<Snapshot, List<String>> reasons, Domain observed) {
        var remarks = new ArrayList<String>();
        reasons.forEach((snapshot, why) ->
                remarks.add("keeps " + snapshot.name() + ": " + String.join(", ", why)));
        remarks.addAll(leftOut(observed));
        return remarks;
    }

    private List<Snapshot> eligible(Domain observed) {
        return switch (whose) {
            case Whose.Everyones() -> eligible(observed, _ -> true);
            case Whose.Policies() -> eligible(observed, PruneSnapshots::ofPolicy);
            case Whose.OnePolicys(var policy, var at) -> policy.counted(observed, at);
        };
    }

    private static List<Snapshot> eligible(Domain observed, Predicate<Snapshot> chosen) {
        return observed.snapshots().stream()
                .filter(snapshot -> !expires(snapshot) && chosen.test(snapshot))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    static boolean expires(Snapshot snapshot) {
        return snapshot.annotations().expires().isPresent() || StateBefore.is(snapshot.name());
    }

    private static String whenItExpires(Snapshot snapshot) {
        return snapshot.annotations()
                .expires()
                .map(time -> "it expires at " + time)
                .orElse("a revert left it, and it never expires");
    }

    private static boolean ofPolicy(Snapshot snapshot) {
        return snapshot.annotations().policy().isPresent();
    }

    /// {@return what no rule has looked at, and why}
    private List<String> leftOut(Domain observed) {
        var remarks = new ArrayList<String>();
        observed.snapshots().stream()
                .filter(PruneSnapshots::expires)
                .sorted(NEWEST_FIRST)
                .forEach(snapshot ->
                        remarks.add("keeps " + snapshot.name() + ": " + whenItExpires(snapshot)));
        long users =
                observed.snapshots().stream()
                        .filter(snapshot -> !expires(snapshot) && !ofPolicy(snapshot))
                        .count();
        if (whose instanceof Whose.Policies && users > 0) {
            remarks.add(
                    users == 1
                            ? "1 snapshot not considered: no policy took it; --all includes it"
                            : users
                                    + " snapshots not considered: no policy took them; --all"
                                    + " includes them");
        }
        return remarks;
    }

    private Map<Snapshot, List<String>> reasons(List<Snapshot> newestFirst) {
        var reasons = new TreeMap<Snapshot, List<String>>(NEWEST_FIRST);
        for (var rule : rules) {
            rule.keeps(newestFirst).forEach(snapshot -> add(reasons, snapshot, rule.reason()));
        }
        return reasons;
    }

    private static void addHeld(Map<Snapshot, List<String>> reasons, List<Snapshot> eligible) {
        eligible.stream()
                .filter(snapshot -> snapshot.annotations().hold().isPresent())
                .forEach(snapshot -> add(reasons, snapshot, "held"));
    }

    private static void add(Map<Snapshot, List<String>> reasons, Snapshot snapshot, String reason) {
        reasons.computeIfAbsent(snapshot, _ -> new ArrayList<>()).add(reason);
    }

    private Planned deletion(HostState state, List<Snapshot> doomed, List<String> remarks) {
        var names = doomed.stream().map(Snapshot::name).toList();
        var planned =
                names.isEmpty()
                        ? Plan.of(intent(), List.of())
                        : new DeleteSnapshot(domain, names, DeleteSnapshot.Scope.ONE, false)
                                .plan(state);
        return switch (planned) {
            case Plan plan -> plan.as(intent(), remarks);
            case Refusal refusal -> refusal;
        };
    }
}
