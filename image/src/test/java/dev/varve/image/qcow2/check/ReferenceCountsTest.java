package dev.varve.image.qcow2.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Counts beside a map that has room for all of them.
class ReferenceCountsTest {
    private final Random random = new Random(Long.getLong("varve.seed", 1));

    /// What was counted of a cluster.
    private record Count(long references, long copied, long plain) {
        Count plus(Count other) {
            return new Count(
                    references + other.references, copied + other.copied, plain + other.plain);
        }
    }

    @Test
    void countsAreThoseOfAMap() {
        for (int round = 0; round < 50; round++) {
            var references = new ReferenceCounts(4096, 1 + random.nextInt(8));
            var counts = new HashMap<Long, Count>();
            for (int i = 0; i < 5000; i++) {
                long cluster = cluster();
                var count = count();
                references.add(cluster, count.references(), count.copied(), count.plain());
                counts.merge(cluster, count, Count::plus);
            }
            assertThat(references.end()).isGreaterThan(4096);
            counts.entrySet().removeIf(entry -> !references.covers(entry.getKey()));
            assertSame(references, counts);
        }
    }

    private long cluster() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong(ReferenceCounts.CLUSTERS_MAX);
            case 1 -> 4096 + random.nextInt(10);
            default -> random.nextInt(20 * 4096);
        };
    }

    private Count count() {
        long references = random.nextInt(10) == 0 ? random.nextInt(1 << 20) : random.nextInt(3);
        return new Count(references, random.nextInt(2), random.nextInt(2));
    }

    private static void assertSame(ReferenceCounts references, Map<Long, Count> counts) {
        counts.forEach((cluster, count) ->
                assertThat(
                                new Count(
                                        references.references(cluster),
                                        references.copied(cluster),
                                        references.plain(cluster)))
                        .as("cluster %d", cluster)
                        .isEqualTo(count));
        assertThat(references.chunks() * 4096L).isLessThanOrEqualTo(references.end());
    }

    /// More clusters with many references than the table for them takes.
    @Test
    void theWindowShrinksWhenTooManyHaveMany() {
        var references = new ReferenceCounts(0, 1000);
        for (long cluster = 0; cluster < 100_000; cluster++) {
            references.add(cluster, 100 + cluster, 0, 0);
        }

        assertThat(references.end()).isBetween(4096L, 36_864L);
        for (long cluster = 0; cluster < references.end(); cluster++) {
            assertThat(references.references(cluster)).isEqualTo(100 + cluster);
        }
    }
}
