package dev.varve.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgeTest {
    @ParameterizedTest
    @CsvSource({"1y5m7d2h, 1, 5, 7, 2", "30d, 0, 0, 30, 0", "24h, 0, 0, 0, 24", "0d, 0, 0, 0, 0"})
    void isRead(String text, int years, int months, int days, int hours) {
        assertThat(Age.parse(text)).contains(new Age(years, months, days, hours));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2h1d", "30", "d", "-1d"})
    void isNoAge(String text) {
        assertThat(Age.parse(text)).isEqualTo(Optional.empty());
    }

    @Test
    void goesByTheCalendar() {
        var time = ZonedDateTime.parse("2026-01-31T10:00:00Z");
        assertThat(new Age(0, 1, 0, 2).after(time)).isEqualTo("2026-02-28T12:00:00Z");
    }

    @Test
    void ofATimeIsUpToTheNextHour() {
        assertThat(Age.of(Duration.ofMinutes(61))).isEqualTo(new Age(0, 0, 0, 2));
        assertThatThrownBy(() -> Age.of(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
