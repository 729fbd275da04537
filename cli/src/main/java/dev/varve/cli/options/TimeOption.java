package dev.varve.cli.options;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A time that an option gives: `2026-11-30`, `2026-11-30T12:00` or `2026-11-30T12:00:00Z`, with a space for the T as well.
public final class TimeOption {
    /// How it is written, for messages.
    public static final String FORMS = "2026-11-30, 2026-11-30T12:00 or 2026-11-30T12:00:00Z";

    private TimeOption() {}

    /// {@return the moment}
    ///
    /// @param option for the message
    /// @param zone what a time without a zone is in
    /// @throws CommandFailure for what is no time
    public static Instant of(String option, String text, ZoneId zone) {
        return parse(text, zone)
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.USAGE,
                                option
                                        + " takes a time such as "
                                        + FORMS
                                        + ", not '"
                                        + text
                                        + "'"));
    }

    /// {@return the moment; empty for what is no time}
    ///
    /// @param zone what a time without a zone is in
    public static Optional<Instant> parse(String text, ZoneId zone) {
        var iso = text.replace(' ', 'T');
        List<Supplier<Instant>> ways =
                List.of(
                        () -> OffsetDateTime.parse(iso).toInstant(),
                        () -> LocalDateTime.parse(iso).atZone(zone).toInstant(),
                        () -> LocalDate.parse(iso).atStartOfDay(zone).toInstant());
        return ways.stream().flatMap(way -> read(way).stream()).findFirst();
    }

    private static Optional<Instant> read(Supplier<Instant> way) {
        try {
            return Optional.of(way.get());
        } catch (DateTimeException _) {
            return Optional.empty(); // Then it is another way of writing it.
        }
    }
}
