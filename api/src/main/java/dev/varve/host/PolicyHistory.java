package dev.varve.host;

import dev.varve.core.operation.JournalException;
import dev.varve.core.operation.PolicyRecords;
import dev.varve.policy.PolicyResult;
import dev.varve.state.PolicyRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/// What came of the last run of each policy for each domain, which `status` and the metrics tell.
public final class PolicyHistory {
    private final PolicyRecords records;
    private final Map<String, PolicyRun> runs = new TreeMap<>();

    private PolicyHistory(PolicyRecords records) {
        this.records = records;
    }

    /// {@return what is kept for a connection}
    ///
    /// @param told why it can't be read, and is begun anew: it says nothing that a run needs
    public static PolicyHistory of(StateDirectory state, Consumer<String> told) {
        var history = new PolicyHistory(new PolicyRecords(state.path()));
        try {
            history.records.read().forEach(entry -> history.put(run(entry)));
        } catch (JournalException e) {
            told.accept(e.getMessage() + "; it is begun anew");
        }
        return history;
    }

    private static PolicyRun run(PolicyRecords.Entry entry) {
        return new PolicyRun(
                entry.policy(),
                entry.domain(),
                entry.uuid(),
                entry.lastRun(),
                entry.lastSuccess(),
                entry.failure());
    }

    private static PolicyRecords.Entry entry(PolicyRun run) {
        return new PolicyRecords.Entry(
                run.policy(),
                run.domain(),
                run.uuid(),
                run.lastRun(),
                run.lastSuccess(),
                run.failure());
    }

    private void put(PolicyRun run) {
        runs.put(key(run.policy(), run.uuid()), run);
    }

    private static String key(String policy, UUID domain) {
        return policy + "/" + domain;
    }

    /// {@return all, by policy and domain}
    public List<PolicyRun> runs() {
        return List.copyOf(runs.values());
    }

    /// Notes a result. What was put off leaves open whether it would have succeeded.
    void add(PolicyResult result, Instant at) {
        var earlier = Optional.ofNullable(runs.get(key(result.policy(), result.uuid())));
        boolean failed = result.status() == PolicyResult.Status.FAILED;
        var success =
                switch (result.status()) {
                    case DONE, NOT_DUE, SKIPPED -> Optional.of(at);
                    case PUT_OFF, FAILED -> earlier.flatMap(PolicyRun::lastSuccess);
                };
        put(
                new PolicyRun(
                        result.policy(),
                        result.domain(),
                        result.uuid(),
                        at,
                        success,
                        failed ? Optional.of(result.message()) : Optional.empty()));
    }

    /// Drops what is about policies and domains that are gone.
    void retain(Set<String> policies, Set<UUID> domains) {
        runs.values()
                .removeIf(run -> !policies.contains(run.policy()) || !domains.contains(run.uuid()));
    }

    /// @throws JournalException where it can't be written
    void write() {
        records.write(runs().stream().map(PolicyHistory::entry).toList());
    }
}
