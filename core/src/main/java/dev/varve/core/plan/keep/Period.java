package dev.varve.core.plan.keep;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;

/// A stretch of the calendar, of which a rule keeps one snapshot.
public enum Period {
    HOUR,
    DAY,
    /// It begins on Monday (ISO 8601).
    WEEK,
    MONTH,
    YEAR;

    /// {@return what tells the one that a moment is in from all others of its zone}
    Object at(ZonedDateTime time) {
        return switch (this) {
            case HOUR -> time.truncatedTo(ChronoUnit.HOURS).toLocalDateTime();
            case DAY -> time.toLocalDate();
            case WEEK ->
                    time.get(IsoFields.WEEK_BASED_YEAR) * 100
                            + time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case MONTH -> time.getYear() * 100 + time.getMonthValue();
            case YEAR -> time.getYear();
        };
    }
}
