package dev.varve.core.plan.keep;

import dev.varve.core.model.Snapshot;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Set;

/// The newest one of each week, which begins on Monday (ISO 8601).
///
/// @param count of how many that have one
/// @param zone in which they begin
public record KeepWeekly(int count, ZoneId zone) implements KeepRule {
    @Override
    public Set<Snapshot> keeps(List<Snapshot> newestFirst) {
        return Buckets.newest(newestFirst, count, snapshot -> bucket(Buckets.time(snapshot, zone)));
    }

    private static Object bucket(ZonedDateTime time) {
        return time.get(IsoFields.WEEK_BASED_YEAR) * 100
                + time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    }

    @Override
    public String reason() {
        return "weekly snapshot";
    }
}
