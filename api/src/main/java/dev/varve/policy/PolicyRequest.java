package dev.varve.policy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// A run of policies: each takes what it is due for and prunes what it has taken and doesn't keep.
///
/// @param policies in whose order it is done
/// @param broken the names of policies that are there and can't be run: what is known of their runs stays
/// @param at the time that it is run for, by which is decided what is due, and which the snapshots get
/// @param zone in which days begin
/// @param domain the only one that it is done for; empty for all that the policies are about
/// @param policy the name of the only one that is run; empty for all
/// @param dryRun whether nothing is done, and no hook is run
/// @since 0.1
public record PolicyRequest(
        List<Policy> policies,
        Set<String> broken,
        Instant at,
        ZoneId zone,
        Optional<UUID> domain,
        Optional<String> policy,
        boolean dryRun) {
    public PolicyRequest {
        policies = List.copyOf(policies);
        broken = Set.copyOf(broken);
    }

    /// {@return the run of these policies at that time, in the zone of this process}
    public static PolicyRequest of(List<Policy> policies, Instant at) {
        return new PolicyRequest(
                policies,
                Set.of(),
                at,
                ZoneId.systemDefault(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /// {@return the run of the policies of these files at that time, in the zone of this process}
    public static PolicyRequest of(PolicyFiles files, Instant at) {
        return new PolicyRequest(
                files.policies(),
                files.problems().stream()
                        .map(PolicyFiles.Problem::policy)
                        .collect(Collectors.toSet()),
                at,
                ZoneId.systemDefault(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /// {@return the same, with days of that zone}
    public PolicyRequest in(ZoneId other) {
        return new PolicyRequest(policies, broken, at, other, domain, policy, dryRun);
    }

    /// {@return the same for that domain alone}
    public PolicyRequest onlyDomain(UUID only) {
        return new PolicyRequest(policies, broken, at, zone, Optional.of(only), policy, dryRun);
    }

    /// {@return the same of that policy alone}
    public PolicyRequest onlyPolicy(String only) {
        return new PolicyRequest(policies, broken, at, zone, domain, Optional.of(only), dryRun);
    }

    /// {@return the same, of which nothing is done}
    public PolicyRequest dry() {
        return new PolicyRequest(policies, broken, at, zone, domain, policy, true);
    }
}
