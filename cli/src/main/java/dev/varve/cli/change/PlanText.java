package dev.varve.cli.change;

import dev.varve.cli.session.Shown;
import dev.varve.operation.Plan;
import java.util.ArrayList;
import java.util.List;

/// A plan as a dry run prints it.
public final class PlanText {
    /// Bytes per second of a plain virtual disk; what it really is depends on disk and file system.
    private static final long RATE = 200L << 20;

    private PlanText() {}

    /// {@return the text, with a newline at its end}
    public static String of(Plan plan) {
        var lines = new ArrayList<String>();
        lines.add("Would " + plan.summary() + ":");
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
                            + Bytes.text(plan.extraBytes())
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
