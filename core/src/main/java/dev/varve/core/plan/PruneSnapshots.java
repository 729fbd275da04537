package dev.varve.core.plan;

import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.plan.keep.KeepRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Deletes the snapshots that no rule of a policy keeps, all of them in one plan. Held snapshots
/// always stay.
///
/// @param all also those that a user took, besides those that policies had taken
public record PruneSnapshots(DomainRef domain, List<KeepRule> rules, boolean all) {
    private static final Comparator<Snapshot> NEWEST_FIRST =
            Comparator.comparingLong(Snapshot::creationTime)
                    .thenComparing(Snapshot::name)
                    .reversed();

    public PruneSnapshots {
        rules = List.copyOf(rules);
    }

    /// {@return what the user asks for}
    public Intent intent() {
        return new Intent(Intent.Kind.PRUNE, domain, List.of());
    }

    /// {@return the plan, or why there is none; its remarks say which snapshots stay, and why}
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
        return deletion(state, doomed, reasons);
    }

    private List<Snapshot> eligible(Domain observed) {
        return observed.snapshots().stream()
                .filter(snapshot -> all || snapshot.annotations().policy().isPresent())
                .sorted(NEWEST_FIRST)
                .toList();
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

    private Planned deletion(
            HostState state, List<Snapshot> doomed, Map<Snapshot, List<String>> reasons) {
        var names = doomed.stream().map(Snapshot::name).toList();
        var remarks = new ArrayList<String>();
        reasons.forEach((snapshot, why) ->
                remarks.add("keeps " + snapshot.name() + ": " + String.join(", ", why)));
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
