package dev.varve.host;

import dev.varve.core.plan.step.Intent;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// An operation that was begun and neither completed nor undone. It may be running at this moment, in this process or
/// another.
///
/// @param intent what was asked for
/// @param pausesGuest whether it has paused a guest, and hasn't resumed it
/// @param failure why it could not go on, if that is what stopped it
public record Unfinished(
        Intent intent, Instant begun, boolean pausesGuest, Optional<String> failure) {
    static Unfinished of(dev.varve.core.operation.Unfinished found) {
        return new Unfinished(
                found.intent(), found.startedAt(), found.paused().isPresent(), found.failure());
    }

    /// {@return whether the domain is one of those that it is about}
    public boolean concerns(UUID domain) {
        return intent.domains().stream().anyMatch(member -> member.uuid().equals(domain));
    }
}
