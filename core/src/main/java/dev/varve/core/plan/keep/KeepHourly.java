package dev.varve.core.plan.keep;

import dev.varve.core.model.Snapshot;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/// The newest one of each hour.
///
/// @param count of how many that have one
/// @param zone in which they begin
public record KeepHourly(int count, ZoneId zone) implements KeepRule {
    @Override
    public Set<Snapshot> keeps(List<Snapshot> newestFirst) {
        return Buckets.newest(newestFirst, count, snapshot -> bucket(Buckets.time(snapshot, zone)));
    }

    private static Object bucket(ZonedDateTime time) {
        return time.truncatedTo(ChronoUnit.HOURS).toLocalDateTime();
    }

    @Override
    public String reason() {
        return "hourly snapshot";
    }
}
