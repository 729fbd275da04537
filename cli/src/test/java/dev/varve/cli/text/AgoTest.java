package dev.varve.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgoTest {
    private static final Instant NOW = Instant.parse("2026-11-28T19:49:10Z");
    private static final Ago AGO = new Ago(NOW.atZone(ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2026-11-28T19:49:09Z | just now
                    2026-11-28T19:48:10Z | 1 minute ago
                    2026-11-28T18:00:00Z | 1 hour ago
                    2026-11-27T10:00:00Z | 33 hours ago
                    2026-11-26T19:49:10Z | 2 days ago
                    2026-09-29T19:49:10Z | 60 days ago
                    2026-09-01T00:00:00Z | 2026-09-01
                    2026-11-29T00:00:00Z | 2026-11-29
                    """)
    void saysHowLongAgo(Instant time, String words) {
        assertThat(AGO.of(time)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2026-11-28T19:49:10Z | expired
                    2026-11-28T19:49:40Z | expires in 1 minute
                    2026-11-29T19:49:10Z | expires in 24 hours
                    2026-12-08T19:49:10Z | expires in 10 days
                    2027-11-28T00:00:00Z | expires 2027-11-28
                    """)
    void saysWhenItExpires(Instant time, String words) {
        assertThat(AGO.expiry(time)).isEqualTo(words);
    }
}
