package dev.varve.core.model;

import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A length of time by the calendar, as `1y5m7d2h`: years, months, days and hours, each at most once.
public record Age(int years, int months, int days, int hours) {
    private static final Pattern TEXT =
            Pattern.compile("(?:(\\d{1,4})y)?(?:(\\d{1,5})m)?(?:(\\d{1,6})d)?(?:(\\d{1,7})h)?");

    /// {@return the age of a text; empty for one that isn't an age, or is empty}
    public static Optional<Age> parse(String text) {
        var found = TEXT.matcher(text);
        if (text.isEmpty() || !found.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new Age(number(found, 1), number(found, 2), number(found, 3), number(found, 4)));
    }

    private static int number(Matcher found, int group) {
        return Optional.ofNullable(found.group(group)).map(Integer::parseInt).orElse(0);
    }

    /// {@return the time that long before}
    public ZonedDateTime before(ZonedDateTime time) {
        return time.minusYears(years).minusMonths(months).minusDays(days).minusHours(hours);
    }

    /// {@return the time that long after}
    public ZonedDateTime after(ZonedDateTime time) {
        return time.plusYears(years).plusMonths(months).plusDays(days).plusHours(hours);
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
