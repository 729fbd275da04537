package dev.varve.state;

import java.util.List;
import java.util.UUID;

/// What is wrong with a domain's images and snapshots.
///
/// @param domain its name
/// @param uuid the domain's
/// @param findings the worst first; an operation that was cut before all others
///
/// @since 0.1
public record Diagnosis(String domain, UUID uuid, List<Finding> findings) {
    public Diagnosis {
        findings = List.copyOf(findings);
    }
}
