package dev.varve.cli.change;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.core.model.Age;
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.Step;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// How long the state that a revert left behind is kept.
public final class KeepUndo {
    /// What `--keep-undo` is where nobody says it.
    public static final String DEFAULT = "24h";

    private static final String FOREVER = "forever";

    private KeepUndo() {}

    /// {@return when the state expires; empty for never}
    ///
    /// @param text an age, or `forever`
    /// @throws CommandFailure for any other text
    public static Optional<Instant> until(String text, Instant now) {
        if (text.equals(FOREVER)) {
            return Optional.empty();
        }
        var age =
                Age.parse(text)
                        .orElseThrow(() ->
                                new CommandFailure(
                                        ExitCode.USAGE,
                                        "--keep-undo takes an age such as 24h or 7d, or forever,"
                                                + " not '"
                                                + text
                                                + "'"));
        return Optional.of(
                age.after(now.atZone(ZoneId.systemDefault()))
                        .toInstant()
                        .truncatedTo(ChronoUnit.SECONDS));
    }

    /// {@return where the state is that was left, which virsh would have thrown away}
    public static Optional<String> note(Plan plan) {
        return plan.steps().stream()
                .filter(Step.RecordSnapshot.class::isInstance)
                .map(step -> note((Step.RecordSnapshot) step))
                .findFirst();
    }

    private static String note(Step.RecordSnapshot kept) {
        return "the state before is kept as snapshot "
                + kept.name()
                + kept.annotations()
                        .expires()
                        .map(until -> " until " + until + ", or longer if it is held")
                        .orElse("");
    }
}
