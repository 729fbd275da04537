package dev.varve.state;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// When a policy was last run for a domain, and what came of it.
///
/// @param policy its name
/// @param domain the name that the domain had then
/// @param uuid the domain's
/// @param lastRun the time that it was run for
/// @param lastSuccess the time of the last run after which all was as the policy wants it
/// @param failure what went wrong in the last run, in one line; empty where nothing did
/// @since 0.1
public record PolicyRun(
        String policy,
        String domain,
        UUID uuid,
        Instant lastRun,
        Optional<Instant> lastSuccess,
        Optional<String> failure) {}
