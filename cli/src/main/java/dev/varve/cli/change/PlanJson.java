package dev.varve.cli.change;

import dev.varve.core.plan.Plan;
import java.util.List;

/// A plan, and what came of it, as JSON.
///
/// @param performed false for a dry run
public record PlanJson(
        String apiVersion,
        String kind,
        String operation,
        String domain,
        String snapshot,
        boolean performed,
        List<String> steps,
        long bytesToCopy,
        long peakExtraBytes,
        List<String> lost,
        List<String> kept) {

    /// {@return the plan's document}
    public static PlanJson of(Plan plan, boolean performed) {
        return new PlanJson(
                "varve.dev/v1",
                "Plan",
                plan.intent().kind().word(),
                plan.intent().domain().name(),
                plan.intent().snapshot().value(),
                performed,
                plan.steps().stream().map(step -> step.describe()).toList(),
                plan.bytesToCopy(),
                plan.peakExtraBytes(),
                plan.lost(),
                plan.kept());
    }
}
