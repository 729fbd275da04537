package dev.varve.cli.json;

import dev.varve.operation.Plan;
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
/// @param remarks what else to know
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
        Optional<String> group)
        implements Document {

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
                plan.subject().group());
    }

    @Override
    public String kind() {
        return "Plan";
    }
}
