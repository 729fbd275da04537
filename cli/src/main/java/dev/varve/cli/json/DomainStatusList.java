package dev.varve.cli.json;

import dev.varve.cli.json.DiagnosisDocument.Finding;
import dev.varve.cli.json.OperationList.Operation;
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
    public record Domain(
            String name,
            String uuid,
            String state,
            int snapshots,
            Optional<Instant> oldest,
            Map<String, Integer> depths,
            long allocatedBytes,
            Optional<Operation> operation,
            List<Finding> findings) {
        public Domain {
            depths = new TreeMap<>(depths);
            findings = List.copyOf(findings);
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
                    status.findings().stream().map(Finding::of).toList());
        }
    }
}
