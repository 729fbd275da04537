package dev.varve.cli.json;

import dev.varve.policy.PolicyResult;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// What `run-policies` did, or with `--dry-run` would do.
///
/// @param problems why policies could not be read, a line each
public record PolicyRunDocument(
        Instant at, boolean dryRun, List<Result> results, List<String> problems)
        implements Document {
    public PolicyRunDocument {
        results = List.copyOf(results);
        problems = List.copyOf(problems);
    }

    /// One policy and one domain.
    ///
    /// @param taken the snapshot's name
    /// @param result `done`, `not-due`, `skipped`, `put-off` or `failed`
    /// @param message for people, and may change
    public record Result(
            String policy,
            String domain,
            UUID uuid,
            Optional<String> taken,
            List<String> pruned,
            String result,
            String message) {
        public Result {
            pruned = List.copyOf(pruned);
        }

        /// {@return the result of the library's}
        public static Result of(PolicyResult result) {
            return new Result(
                    result.policy(),
                    result.domain(),
                    result.uuid(),
                    result.taken(),
                    result.pruned(),
                    result.status().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    result.message());
        }
    }

    @Override
    public String kind() {
        return "PolicyRun";
    }
}
