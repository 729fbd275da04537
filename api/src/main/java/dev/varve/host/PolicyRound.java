package dev.varve.host;

import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.RunState;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.keep.PolicyRules;
import dev.varve.core.plan.keep.PruneSnapshots;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.operation.VarveException;
import dev.varve.policy.Policy;
import dev.varve.policy.PolicyRequest;
import dev.varve.policy.PolicyResult;
import dev.varve.policy.PolicyResult.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// One run of policies over the domains of a host. What there is to do is seen at one look at all domains, so that a run in
/// which nothing is due costs one; what is done is decided once more under the domain's lock, by what is there then.
///
/// First a snapshot is taken, then is deleted what is over: by number and not by age, so a clock that has jumped deletes
/// nothing early. A domain that fails stops no other.
///
/// @param told gets each result as soon as it is there
public record PolicyRound(PolicyGround ground, PolicyRequest asked, Consumer<PolicyResult> told) {
    /// {@return what came of it for each policy and domain, in the order of the policies and the domains' names}
    ///
    /// @throws VarveException where the host can't be looked at, or this thread was interrupted
    public List<PolicyResult> results() {
        var state = ground.observe();
        var unfinished = ground.unfinished();
        var results = new ArrayList<PolicyResult>();
        for (var policy : asked.policies()) {
            if (asked.policy().filter(only -> !only.equals(policy.name())).isPresent()) {
                continue;
            }
            var covered = covered(policy, state).toList();
            if (covered.isEmpty() && asked.domain().isEmpty()) {
                ground.note("policy " + policy.name() + " is about no domain that is there");
            }
            for (var domain : covered) {
                var result = result(policy, domain, state, unfinished);
                results.add(result);
                told.accept(result);
            }
        }
        return results;
    }

    private Stream<Domain> covered(Policy policy, HostState state) {
        return state.domains().stream()
                .filter(domain -> policy.domains().include(domain.ref().name()))
                .filter(domain ->
                        asked.domain().map(only -> only.equals(domain.ref().uuid())).orElse(true))
                .sorted(Comparator.comparing(domain -> domain.ref().name()));
    }

    private PolicyResult result(
            Policy policy, Domain domain, HostState state, Set<UUID> unfinished) {
        var row = new Row(policy, domain.ref());
        if (policy.onlyRunning() && domain.state() != RunState.RUNNING) {
            return row.is(Status.SKIPPED, "the guest doesn't run");
        }
        var rules = rules(policy);
        boolean due = rules.isDue(domain, asked.at());
        if (!due && rules.unkept(domain, asked.at(), false).isEmpty()) {
            return row.is(Status.NOT_DUE, "");
        }
        try {
            if (domain.state().active() && ground.isWorkedOn(domain.ref())) {
                return row.is(
                        Status.PUT_OFF,
                        "libvirt is at work on it, as when it is migrated or saved; the next run"
                                + " tries again");
            }
            if (asked.dryRun()) {
                return foreseen(row, policy, domain, state, unfinished, due);
            }
            return done(row, policy, domain, due);
        } catch (VarveException e) {
            if (e.kind() == VarveException.Kind.CANCELLED) {
                throw e;
            }
            return row.is(Status.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private PolicyRules rules(Policy policy) {
        var keep = policy.keep();
        return new PolicyRules(
                policy.name(),
                keep.hourly(),
                keep.daily(),
                keep.weekly(),
                keep.monthly(),
                keep.yearly(),
                asked.zone());
    }

    private PolicyResult foreseen(
            Row row,
            Policy policy,
            Domain domain,
            HostState state,
            Set<UUID> unfinished,
            boolean due) {
        var rules = rules(policy);
        var taking = new PolicyTaking(ground, policy, rules, domain, asked.at());
        if (unfinished.contains(domain.ref().uuid())) {
            return row.is(
                    Status.FAILED,
                    "an operation on it is unfinished or at work; run \"varve recover "
                            + domain.ref()
                            + "\" unless it is");
        }
        var failure = due ? taking.foreseenFailure(state) : Optional.<String>empty();
        boolean taken = due && failure.isEmpty();
        var planned = ground.plan(state, PruneSnapshots.of(domain.ref(), rules, asked.at()));
        if (failure.isEmpty() && planned instanceof Refusal refusal) {
            failure = Optional.of(refusal.message());
        }
        var name = taken ? Optional.of(rules.name(asked.at()).value()) : Optional.<String>empty();
        var pruned =
                planned instanceof Plan
                        ? words(rules.unkept(domain, asked.at(), taken))
                        : List.<String>of();
        return row.is(
                name,
                pruned,
                failure.map(_ -> Status.FAILED).orElse(Status.DONE),
                failure.orElse(""));
    }

    private PolicyResult done(Row row, Policy policy, Domain domain, boolean due) {
        var rules = rules(policy);
        var taking = new PolicyTaking(ground, policy, rules, domain, asked.at());
        var taken = due ? taking.take() : PolicyTaking.Taken.nothing();
        var failures = new ArrayList<>(taken.failure().stream().toList());
        var pruned = List.<String>of();
        if (!rules.unkept(domain, asked.at(), taken.name().isPresent()).isEmpty()) {
            try {
                pruned = prune(PruneSnapshots.of(domain.ref(), rules, asked.at()), failures::add);
            } catch (VarveException e) {
                if (e.kind() == VarveException.Kind.CANCELLED) {
                    throw e;
                }
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        var words = failures.isEmpty() ? taken.remark() : failures.stream().distinct().toList();
        var status =
                !failures.isEmpty()
                        ? Status.FAILED
                        : taken.name().isEmpty() && pruned.isEmpty() ? Status.NOT_DUE : Status.DONE;
        return row.is(taken.name(), pruned, status, String.join("; ", words));
    }

    private List<String> prune(PruneSnapshots prune, Consumer<String> failure) {
        return switch (ground.perform(prune)) {
            case Refusal refusal -> {
                failure.accept(refusal.message());
                yield List.of();
            }
            case Plan plan -> gone(plan);
        };
    }

    /// {@return the names among what the plan says is lost: "snapshot NAME"}
    private static List<String> gone(Plan plan) {
        return plan.lost().stream()
                .map(lost -> lost.replaceFirst("^snapshot ", ""))
                .sorted()
                .toList();
    }

    private static List<String> words(List<SnapshotName> names) {
        return names.stream().map(SnapshotName::value).sorted().toList();
    }

    /// Whose result it is.
    private record Row(Policy policy, DomainRef domain) {
        PolicyResult is(Status status, String message) {
            return is(Optional.empty(), List.of(), status, message);
        }

        PolicyResult is(
                Optional<String> taken, List<String> pruned, Status status, String message) {
            return new PolicyResult(
                    policy.name(), domain.name(), domain.uuid(), taken, pruned, status, message);
        }
    }
}
