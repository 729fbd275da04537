package dev.varve.core.plan.keep;

import dev.varve.core.model.Snapshot;
import java.util.List;
import java.util.Set;

/// One rule of a policy: what it keeps, whatever the others say.
public sealed interface KeepRule
        permits KeepLast,
                KeepHourly,
                KeepDaily,
                KeepWeekly,
                KeepMonthly,
                KeepYearly,
                KeepWithin,
                KeepTag {
    /// {@return those of the snapshots that are kept}
    ///
    /// @param newestFirst all that the policy is about
    Set<Snapshot> keeps(List<Snapshot> newestFirst);

    /// {@return why they are kept, in a few words}
    String reason();
}
