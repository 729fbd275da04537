package dev.varve.core.plan.keep;

import dev.varve.core.model.Age;
import dev.varve.core.model.Snapshot;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// All that are not much older than the newest one.
///
/// @param zone by whose calendar days, months and years are counted
public record KeepWithin(Age age, ZoneId zone) implements KeepRule {
    @Override
    public Set<Snapshot> keeps(List<Snapshot> newestFirst) {
        if (newestFirst.isEmpty()) {
            return Set.of();
        }
        var oldest = age.before(Buckets.time(newestFirst.getFirst(), zone));
        return newestFirst.stream()
                .filter(snapshot -> Buckets.time(snapshot, zone).isAfter(oldest))
                .collect(Collectors.toSet());
    }

    @Override
    public String reason() {
        return "within " + age;
    }
}
