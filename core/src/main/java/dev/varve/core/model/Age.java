package dev.varve.core.model;

import java.time.ZonedDateTime;

/// A length of time by the calendar, as `1y5m7d2h`: years, months, days and hours, each at most once.
public record Age(int years, int months, int days, int hours) {
    /// {@return the time that long before}
    public ZonedDateTime before(ZonedDateTime time) {
        return time.minusYears(years).minusMonths(months).minusDays(days).minusHours(hours);
    }

    @Override
    public String toString() {
        var text = part(years, "y") + part(months, "m") + part(days, "d") + part(hours, "h");
        return text.isEmpty() ? "0h" : text;
    }

    private static String part(int count, String unit) {
        return count == 0 ? "" : count + unit;
    }
}
