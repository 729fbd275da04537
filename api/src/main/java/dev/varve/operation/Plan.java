package dev.varve.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What a change would do, in order. It is about what was there when it was made.
///
/// @param request what it is for
/// @param domain the UUID of the domain that it is for; empty for a [HostChange]
/// @param at when it was made; names and times in it go by that
/// @param summary what it does, in a line: `create snapshot s1 of web`
/// @param steps in the order in which they are performed, in a line each
/// @param bytesToCopy upper bound of the data that merges copy, in bytes
/// @param extraBytes upper bound of the room that is needed before any is given back, in bytes
/// @param lost what nobody can return to afterwards, in a few words each
/// @param kept images that stay although no snapshot names them, each with the reason
/// @param remarks what else to know beforehand
///
/// @since 0.1
public record Plan(
        Request request,
        Optional<UUID> domain,
        Instant at,
        String summary,
        List<String> steps,
        long bytesToCopy,
        long extraBytes,
        List<String> lost,
        List<String> kept,
        List<String> remarks) {
    public Plan {
        steps = List.copyOf(steps);
        lost = List.copyOf(lost);
        kept = List.copyOf(kept);
        remarks = List.copyOf(remarks);
    }

    /// {@return about how long copying takes at that rate}
    ///
    /// @throws IllegalArgumentException for a rate that isn't above 0
    /// @param bytesPerSecond above 0; 200 MiB/s is that of a plain virtual disk
    public Duration time(long bytesPerSecond) {
        if (bytesPerSecond <= 0) {
            throw new IllegalArgumentException(bytesPerSecond + " bytes a second");
        }
        return Duration.ofSeconds(Math.ceilDiv(bytesToCopy, bytesPerSecond));
    }
}
