package dev.varve.cli.json;

import dev.varve.operation.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A plan, and whether it was performed.
///
/// @param operation `create`, `revert` or `delete`
/// @param domain the first of the domains
/// @param domains all that it is about
/// @param group the consistency group that it is about
/// @param performed false for a dry run
/// @param steps in words, in their order
/// @param bytesToCopy upper bound of the data that merges copy
/// @param peakExtraBytes upper bound of the space that is needed before any is given back
/// @param lost what nobody can return to afterwards
/// @param kept images that stay although no snapshot names them
/// @param remarks what else to know: of `undo`, which snapshot it returns to
/// @param keptState where the state is that a revert or `undo` leaves
public record PlanDocument(
        String operation,
        String domain,
        List<String> snapshots,
        boolean performed,
        List<String> steps,
        long bytesToCopy,
        long peakExtraBytes,
        List<String> lost,
        List<String> kept,
        List<String> remarks,
        List<String> domains,
        Optional<String> group,
        Optional<KeptState> keptState)
        implements Document {
    /// The state that a revert leaves behind.
    ///
    /// @param name of its snapshot, or of the group of them
    /// @param until from when on it is deleted, unless it is held; absent for never
    public record KeptState(String name, Optional<String> until) {}

    /// {@return the plan's document}
    public static PlanDocument of(Plan plan, boolean performed) {
        return new PlanDocument(
                plan.subject().operation(),
                plan.subject().domains().getFirst(),
                plan.subject().snapshots(),
                performed,
                plan.steps(),
                plan.bytesToCopy(),
                plan.extraBytes(),
                plan.lost(),
                plan.kept(),
                plan.remarks(),
                plan.subject().domains(),
                plan.subject().group(),
                plan.keptState()
                        .map(kept ->
                                new KeptState(kept.name(), kept.until().map(Instant::toString))));
    }

    @Override
    public String kind() {
        return "Plan";
    }
}
