package dev.varve.image.tar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.tar.SparseMap.Range;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SparseMapTest {
    /// What is read from such an archive has the same bytes: those of the holes are there.
    @Test
    void theSmallestHolesMakeWay() {
        var map =
                new SparseMap(
                        List.of(
                                new Range(0, 512),
                                new Range(1024, 512),
                                new Range(65_536, 512),
                                new Range(1 << 20, 0)),
                        1 << 20);
        assertThat(map.within(4)).isEqualTo(map);
        assertThat(map.within(3).ranges())
                .containsExactly(new Range(0, 1536), new Range(65_536, 512), new Range(1 << 20, 0));
        assertThat(map.within(1).ranges()).containsExactly(new Range(0, 1 << 20));
        assertThat(map.within(1).sparse()).isFalse();
    }

    @Test
    void aMapOfAnyFileIsOneThatIsRead() {
        var ranges =
                LongStream.range(0, 300_000)
                        .mapToObj(i -> new Range(i * 4096 + (1L << 50), 512))
                        .toList();
        var map = new SparseMap(ranges, (1L << 50) + 300_000 * 4096L).within(100_000);
        assertThat(map.ranges()).hasSizeLessThanOrEqualTo(100_000);
        assertThat(map.text().length()).isLessThan(HeaderReads.RECORD_MAX);
    }
}
