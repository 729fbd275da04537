package dev.varve.core.plan.keep;

import dev.varve.core.model.Snapshot;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The newest snapshot of each hour, day, …, as far back as a count reaches.
final class Buckets {
    private Buckets() {}

    /// {@return the newest of each of the first `count` buckets, and the very oldest where there are
    /// fewer: as long as the count isn't used up, the history isn't shortened}
    static Set<Snapshot> newest(
            List<Snapshot> newestFirst, int count, Function<Snapshot, Object> bucket) {
        var kept = new HashSet<Snapshot>();
        var last = Optional.<Object>empty();
        for (int i = 0; i < newestFirst.size() && kept.size() < count; i++) {
            var snapshot = newestFirst.get(i);
            var at = Optional.of(bucket.apply(snapshot));
            if (!at.equals(last) || i == newestFirst.size() - 1) {
                kept.add(snapshot);
                last = at;
            }
        }
        return kept;
    }

    static ZonedDateTime time(Snapshot snapshot, ZoneId zone) {
        return Instant.ofEpochSecond(snapshot.creationTime()).atZone(zone);
    }
}
