package dev.varve.cli.change;

import dev.varve.cli.session.Shown;
import dev.varve.core.plan.step.Plan;
import java.util.ArrayList;
import java.util.List;

/// A plan as a dry run prints it.
public final class PlanText {
    /// Bytes per second of a plain virtual disk; what it really is depends on disk and file system.
    private static final long RATE = 200L << 20;

    private PlanText() {}

    /// {@return the text, with a newline at its end}
    public static String of(Plan plan) {
        return of(
                new dev.varve.cli.change.PlanText.Told(
                        plan.intent().toString(),
                        plan.steps().stream().map(dev.varve.core.plan.step.Step::describe).toList(),
                        plan.bytesToCopy(),
                        plan.peakExtraBytes(),
                        plan.lost(),
                        plan.kept(),
                        plan.remarks()));
    }

    /// {@return the text, with a newline at its end}
    public static String of(dev.varve.operation.Plan plan) {
        return of(
                new Told(
                        plan.summary(),
                        plan.steps(),
                        plan.bytesToCopy(),
                        plan.extraBytes(),
                        plan.lost(),
                        plan.kept(),
                        plan.remarks()));
    }

    private record Told(
            String intent,
            List<String> steps,
            long bytesToCopy,
            long peakExtraBytes,
            List<String> lost,
            List<String> kept,
            List<String> remarks) {}

    private static String of(Told plan) {
        var lines = new ArrayList<String>();
        lines.add("Would " + plan.intent() + ":");
        for (int i = 0; i < plan.steps().size(); i++) {
            lines.add("  " + (i + 1) + ". " + plan.steps().get(i));
        }
        if (plan.bytesToCopy() > 0) {
            lines.add(
                    "Copies up to "
                            + Bytes.text(plan.bytesToCopy())
                            + ", which takes about "
                            + seconds(plan.bytesToCopy())
                            + " s at 200 MiB/s; needs up to "
                            + Bytes.text(plan.peakExtraBytes())
                            + " of extra space meanwhile.");
        }
        addAll(lines, "Lost: ", plan.lost());
        addAll(lines, "Kept: ", plan.kept());
        addAll(lines, "Note: ", plan.remarks());
        lines.add("Nothing has been changed.");
        return Shown.of(String.join("\n", lines)) + "\n";
    }

    private static long seconds(long bytes) {
        return Math.max(1, Math.ceilDiv(bytes, RATE));
    }

    private static void addAll(List<String> lines, String heading, List<String> texts) {
        texts.forEach(text -> lines.add(heading + text));
    }
}
