package dev.varve.policy;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What a policy did for one domain, or in a dry run would do.
///
/// @param taken the name of the snapshot that was taken
/// @param pruned the names of those that were deleted
/// @param message what came of it, in one line; empty where there is no more to say
/// @since 0.1
public record PolicyResult(
        String policy,
        String domain,
        UUID uuid,
        Optional<String> taken,
        List<String> pruned,
        Status status,
        String message) {
    public PolicyResult {
        pruned = List.copyOf(pruned);
    }

    /// What came of it.
    public enum Status {
        /// What was to be done is done.
        DONE,
        /// Nothing was to be done.
        NOT_DUE,
        /// The policy leaves it out, for its guest doesn't run.
        SKIPPED,
        /// libvirt is at work on the domain, as when it is migrated: it is left to the next run.
        PUT_OFF,
        /// Something could not be done.
        FAILED
    }
}
