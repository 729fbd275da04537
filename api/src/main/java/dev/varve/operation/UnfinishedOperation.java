package dev.varve.operation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// An operation that was begun and neither completed nor undone. It may be running at this moment, in this process or
/// another.
///
/// @param id the UUID of the domain whose journal it is
/// @param summary what it was asked for, in a line
/// @param domains the names of those that it is about
/// @param domainIds their UUIDs, in the same order
/// @param readable whether its journal can be read. Where it can't, nobody knows what the operation did: it can be
///     abandoned, but not recovered, `failure` is why, and `begun` is [Instant#EPOCH]
/// @param begun when
/// @param atWork whether somebody works on it at this moment
/// @param pausesGuest whether it has paused a guest, and hasn't resumed it
/// @param failure why it could not go on, if that is what stopped it
///
/// @since 0.1
public record UnfinishedOperation(
        UUID id,
        String summary,
        List<String> domains,
        List<UUID> domainIds,
        boolean readable,
        Instant begun,
        boolean atWork,
        boolean pausesGuest,
        Optional<String> failure) {
    public UnfinishedOperation {
        domains = List.copyOf(domains);
        domainIds = List.copyOf(domainIds);
    }

    /// {@return whether the domain of that UUID is one of those that it is about, and can't be changed before it ends}
    public boolean concerns(UUID domain) {
        return id.equals(domain) || domainIds.contains(domain);
    }
}
