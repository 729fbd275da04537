package dev.varve.core.plan.keep;

import dev.varve.core.model.Snapshot;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/// The newest one of each year.
///
/// @param count of how many that have one
/// @param zone in which they begin
public record KeepYearly(int count, ZoneId zone) implements KeepRule {
    @Override
    public Set<Snapshot> keeps(List<Snapshot> newestFirst) {
        return Buckets.newest(
                newestFirst, count, snapshot -> Period.YEAR.at(Buckets.time(snapshot, zone)));
    }

    @Override
    public String reason() {
        return "yearly snapshot";
    }
}
