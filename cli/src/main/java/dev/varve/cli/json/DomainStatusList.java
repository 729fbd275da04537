package dev.varve.cli.json;

import dev.varve.cli.json.DiagnosisDocument.Finding;
import dev.varve.cli.json.OperationList.Operation;
import dev.varve.state.PolicyRun;
import dev.varve.status.DomainStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What `status` prints.
public record DomainStatusList(List<Domain> domains) implements Document {
    public DomainStatusList {
        domains = List.copyOf(domains);
    }

    /// A domain.
    ///
    /// @param state `running`, `paused`, `shutoff` or `suspended`
    /// @param snapshots how many it has
    /// @param oldest when the oldest of them was taken; absent where there is none
    /// @param depths how many layers each disk reads through
    /// @param allocatedBytes what its layers take on their file systems
    /// @param operation what was cut, or is at work
    /// @param findings as `doctor` tells them
    /// @param policies what came of the last run of each
    public record Domain(
            String name,
            String uuid,
            String state,
            int snapshots,
            Optional<Instant> oldest,
            Map<String, Integer> depths,
            long allocatedBytes,
            Optional<Operation> operation,
            List<Finding> findings,
            List<Policy> policies) {
        public Domain {
            depths = new TreeMap<>(depths);
            findings = List.copyOf(findings);
            policies = List.copyOf(policies);
        }

        /// {@return the domain that fares so}
        public static Domain of(DomainStatus status) {
            return new Domain(
                    status.domain(),
                    status.uuid().toString(),
                    status.state().name().toLowerCase(Locale.ROOT),
                    status.snapshots().size(),
                    status.oldest(),
                    status.depths(),
                    status.allocated(),
                    status.operation()
                            .map(found ->
                                    Operation.of(found, found.atWork() ? "at-work" : "unfinished")),
                    status.findings().stream().map(Finding::of).toList(),
                    status.policyRuns().stream().map(Policy::of).toList());
        }
    }

    /// A policy's last run for the domain.
    ///
    /// @param lastSuccess when it last did all that it is for; absent where it never has
    /// @param failure what went wrong in the last run; absent where nothing did
    public record Policy(
            String name, Instant lastRun, Optional<Instant> lastSuccess, Optional<String> failure) {
        static Policy of(PolicyRun run) {
            return new Policy(run.policy(), run.lastRun(), run.lastSuccess(), run.failure());
        }
    }
}
