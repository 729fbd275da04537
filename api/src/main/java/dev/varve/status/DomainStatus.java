package dev.varve.status;

import dev.varve.operation.UnfinishedOperation;
import dev.varve.state.Finding;
import dev.varve.state.PolicyRun;
import dev.varve.state.RunState;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/// How a domain and its snapshots fare.
///
/// @param domain its name
/// @param uuid the domain's
/// @param snapshots parents before their children
/// @param depths how many layers each disk reads through, its own among them, by the disk's target
/// @param allocated bytes that the layers which the domain and its snapshots reach take on their file systems, also those
///     that others need as well
/// @param operation what was begun on it and hasn't ended, or is at work at this moment
/// @param findings what else is wrong with it, the worst first
/// @param policyRuns what came of the last run of each policy for it
///
/// @since 0.1
public record DomainStatus(
        String domain,
        UUID uuid,
        RunState state,
        List<SnapshotStatus> snapshots,
        SortedMap<String, Integer> depths,
        long allocated,
        Optional<UnfinishedOperation> operation,
        List<Finding> findings,
        List<PolicyRun> policyRuns) {
    public DomainStatus {
        snapshots = List.copyOf(snapshots);
        depths = Collections.unmodifiableSortedMap(new TreeMap<>(depths));
        findings = List.copyOf(findings);
        policyRuns = List.copyOf(policyRuns);
    }

    /// {@return when the oldest of its snapshots was taken}
    public Optional<Instant> oldest() {
        return snapshots.stream()
                .map(each -> each.snapshot().taken())
                .min(Comparator.naturalOrder());
    }

    /// {@return the depth of its deepest disk; 0 for a domain without images}
    public int depth() {
        return depths.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /// {@return the operation that was cut, and stops every change to the domain until it is recovered}
    public Optional<UnfinishedOperation> cut() {
        return operation.filter(found -> !found.atWork());
    }
}
