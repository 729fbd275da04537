package dev.varve.operation;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A length of time by the calendar, as restic's `--keep-within` takes it: `1y5m7d2h`.
///
/// @since 0.1
public record Age(int years, int months, int days, int hours) {
    private static final Pattern TEXT =
            Pattern.compile("(?:(\\d{1,4})y)?(?:(\\d{1,5})m)?(?:(\\d{1,6})d)?(?:(\\d{1,7})h)?");

    /// @throws IllegalArgumentException for a number below 0
    public Age {
        if (Math.min(Math.min(years, months), Math.min(days, hours)) < 0) {
            throw new IllegalArgumentException("an age below 0");
        }
    }

    /// {@return the age of a text such as `1y5m7d2h`; empty for one that isn't an age, or is empty}
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

    /// {@return the moment that long after}
    public ZonedDateTime after(ZonedDateTime time) {
        return time.plusYears(years).plusMonths(months).plusDays(days).plusHours(hours);
    }

    /// {@return the moment that long before}
    public ZonedDateTime before(ZonedDateTime time) {
        return time.minusYears(years).minusMonths(months).minusDays(days).minusHours(hours);
    }

    /// {@return that time, up to the next whole hour}
    ///
    /// @throws IllegalArgumentException for a time that isn't above 0, or is above two hundred thousand years
    public static Age of(Duration time) {
        if (!time.isPositive() || time.toHours() >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException("snapshots within " + time);
        }
        return new Age(0, 0, 0, Math.toIntExact(Math.ceilDiv(time.toSeconds(), 3600)));
    }
}
