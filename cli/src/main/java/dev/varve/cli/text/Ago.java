package dev.varve.cli.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times as people say them.
///
/// @param now the present, in the zone whose dates are used
public record Ago(ZonedDateTime now) {
    /// Before that a date says more.
    private static final int DAYS = 60;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ISO_LOCAL_DATE;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm z", Locale.ROOT);

    /// {@return `3 days ago`; a date for what is long ago or still to come}
    public String of(Instant time) {
        var age = Duration.between(time, now.toInstant());
        if (age.isNegative() || age.toDays() > DAYS) {
            return DATE.format(time.atZone(now.getZone()));
        }
        return age.toMinutes() == 0 ? "just now" : words(age) + " ago";
    }

    /// {@return `expires in 3 hours`, or `expired`}
    public String expiry(Instant time) {
        var left = Duration.between(now.toInstant(), time);
        if (left.isNegative() || left.isZero()) {
            return "expired";
        }
        return left.toDays() > DAYS
                ? "expires " + DATE.format(time.atZone(now.getZone()))
                : "expires in " + words(left.plusMinutes(1));
    }

    private static String words(Duration time) {
        if (time.toHours() == 0) {
            return count(time.toMinutes(), "minute");
        }
        return time.toDays() < 2 ? count(time.toHours(), "hour") : count(time.toDays(), "day");
    }

    private static String count(long number, String unit) {
        return Counted.of(number, unit);
    }

    /// {@return `19:49`, behind its date where that isn't today}
    public String shortly(Instant time) {
        var at = time.atZone(now.getZone());
        return (at.toLocalDate().equals(now.toLocalDate()) ? "" : DATE.format(at) + " ")
                + CLOCK.format(at);
    }

    /// {@return `2026-11-28 19:49 UTC`}
    public String exactly(Instant time) {
        return TIME.format(time.atZone(now.getZone()));
    }
}
