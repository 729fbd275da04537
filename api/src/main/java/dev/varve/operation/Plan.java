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
/// @param subject what it is about
/// @param summary what it does, in a line: `create snapshot s1 of web`
/// @param steps in the order in which they are performed, in a line each
/// @param bytesToCopy upper bound of the data that merges copy, in bytes
/// @param extraBytes upper bound of the room that is needed before any is given back, in bytes
/// @param lost what nobody can return to afterwards, in a few words each
/// @param kept images that stay although no snapshot names them, each with the reason
/// @param remarks what else to know beforehand
/// @param keptState where the state is that a revert leaves; empty where there is no such, or where it is thrown away
/// @param leftOff the names of domains that run now and are shut off afterwards
/// @param fingerprint what tells it from a plan that does anything else, or loses anything else; 64 hexadecimal digits
///
/// @since 0.1
public record Plan(
        Request request,
        Optional<UUID> domain,
        Instant at,
        Subject subject,
        String summary,
        List<String> steps,
        long bytesToCopy,
        long extraBytes,
        List<String> lost,
        List<String> kept,
        List<String> remarks,
        Optional<KeptState> keptState,
        List<String> leftOff,
        String fingerprint) {
    public Plan {
        steps = List.copyOf(steps);
        lost = List.copyOf(lost);
        kept = List.copyOf(kept);
        remarks = List.copyOf(remarks);
        leftOff = List.copyOf(leftOff);
    }

    /// What a plan is about.
    ///
    /// @param operation its kind, in a word that stays the same: `create`, `revert`, `delete`
    /// @param domains the names of those that it changes
    /// @param snapshots those that were asked for by name, or that are made
    /// @param group the group that it is about
    public record Subject(
            String operation,
            List<String> domains,
            List<String> snapshots,
            Optional<String> group) {
        public Subject {
            domains = List.copyOf(domains);
            snapshots = List.copyOf(snapshots);
        }
    }

    /// Where the state is that a revert leaves.
    ///
    /// @param name of a snapshot, or of a group of snapshots where several domains are reverted
    /// @param until from when on it is deleted, unless it is held; empty for never
    public record KeptState(String name, Optional<Instant> until) {}

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
