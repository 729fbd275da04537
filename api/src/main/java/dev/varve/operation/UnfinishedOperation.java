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
/// @param begun when
/// @param pausesGuest whether it has paused a guest, and hasn't resumed it
/// @param failure why it could not go on, if that is what stopped it
///
/// @since 0.1
public record UnfinishedOperation(
        UUID id,
        String summary,
        List<String> domains,
        Instant begun,
        boolean pausesGuest,
        Optional<String> failure) {
    public UnfinishedOperation {
        domains = List.copyOf(domains);
    }
}
