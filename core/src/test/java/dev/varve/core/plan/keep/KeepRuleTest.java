package dev.varve.core.plan.keep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.core.model.Age;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.SnapshotState;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Snapshots are named by the local time at which they were taken.
class KeepRuleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Age DAYS = new Age(0, 0, 2, 0);

    private static Snapshot snapshot(String time, String... tags) {
        return new Snapshot(
                new SnapshotName(time),
                Optional.empty(),
                SnapshotState.SHUTOFF,
                LocalDateTime.parse(time).atZone(BERLIN).toEpochSecond(),
                "",
                new Memory.None(),
                List.of(),
                List.of(),
                List.of(),
                true,
                Annotations.none().withTags(Set.of(tags)),
                "");
    }

    private static String kept(KeepRule rule, String times) {
        var newestFirst = Stream.of(times.split(" ")).map(KeepRuleTest::snapshot).toList();
        return rule.keeps(newestFirst).stream()
                .map(snapshot -> snapshot.name().value())
                .sorted(Comparator.reverseOrder())
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        // the newest of each bucket, the count in buckets that have one
        "hourly, 2, 2026-03-02T10:50 2026-03-02T10:10 2026-03-02T08:59 2026-03-02T08:00"
                + " 2026-03-01T08:00, 2026-03-02T10:50 2026-03-02T08:59",
        "daily, 2, 2026-03-02T10:50 2026-03-02T00:00 2026-03-01T23:59 2026-02-20T08:00,"
                + " 2026-03-02T10:50 2026-03-01T23:59",
        // a week begins on Monday, also across the end of a year
        "weekly, 2, 2027-01-03T10:00 2026-12-28T10:00 2026-12-27T10:00 2026-12-01T10:00,"
                + " 2027-01-03T10:00 2026-12-27T10:00",
        "monthly, 2, 2026-03-02T10:50 2026-03-01T00:00 2026-02-28T23:59 2025-03-01T00:00,"
                + " 2026-03-02T10:50 2026-02-28T23:59",
        "yearly, 2, 2026-03-02T10:50 2026-01-01T00:00 2025-12-31T23:59 2024-03-01T00:00,"
                + " 2026-03-02T10:50 2025-12-31T23:59",
        "last, 2, 2026-03-02T10:50 2026-03-02T10:49 2026-03-02T10:48,"
                + " 2026-03-02T10:50 2026-03-02T10:49",
        // the oldest as well, as long as the count isn't used up
        "daily, 3, 2026-03-02T10:50 2026-03-02T09:00 2026-03-02T08:00,"
                + " 2026-03-02T10:50 2026-03-02T08:00",
        "daily, 1, 2026-03-02T10:50 2026-03-02T09:00, 2026-03-02T10:50",
        // the hour that the clock shows twice is one
        "hourly, 3, 2026-10-25T03:30 2026-10-25T02:30 2026-10-25T01:30,"
                + " 2026-10-25T03:30 2026-10-25T02:30 2026-10-25T01:30",
    })
    void theNewestOfEachIsKept(String name, int count, String times, String expected) {
        var rule =
                switch (name) {
                    case "hourly" -> new KeepHourly(count, BERLIN);
                    case "daily" -> new KeepDaily(count, BERLIN);
                    case "weekly" -> new KeepWeekly(count, BERLIN);
                    case "monthly" -> new KeepMonthly(count, BERLIN);
                    case "yearly" -> new KeepYearly(count, BERLIN);
                    default -> new KeepLast(count);
                };
        assertThat(kept(rule, times)).isEqualTo(expected.strip());
    }

    @Test
    void anAgeIsCountedFromTheNewest() {
        assertThat(
                        kept(
                                new KeepWithin(DAYS, BERLIN),
                                "2026-03-02T10:00 2026-02-28T10:01 2026-02-28T10:00"))
                .isEqualTo("2026-03-02T10:00 2026-02-28T10:01");
        assertThat(new KeepWithin(DAYS, BERLIN).keeps(List.of())).isEmpty();
    }

    @Test
    void allTagsOfARuleAreNeeded() {
        var both = snapshot("2026-03-02T10:00", "offsite", "weekly");
        var one = snapshot("2026-03-01T10:00", "weekly");
        assertThat(new KeepTag(Set.of("weekly")).keeps(List.of(both, one)))
                .containsExactlyInAnyOrder(both, one);
        assertThat(new KeepTag(Set.of("weekly", "offsite")).keeps(List.of(both, one)))
                .containsExactly(both);
    }
}
