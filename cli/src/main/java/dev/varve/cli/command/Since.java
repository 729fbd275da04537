package dev.varve.cli.command;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.operation.Age;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A moment in the past, as a user gives it: how long ago, or when.
final class Since {
    private Since() {}

    /// {@return the moment}
    ///
    /// @param text `7d`, `2026-11-30`, `2026-11-30T12:00` or `2026-11-30T12:00:00Z`
    /// @param now the present, in the user's time zone
    static Instant of(String text, ZonedDateTime now) {
        return Age.parse(text)
                .map(age -> age.before(now).toInstant())
                .or(() -> time(text, now))
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.USAGE,
                                "cannot read --since "
                                        + text
                                        + ": give an age such as 12h, 7d or 1m, or a time such as"
                                        + " 2026-11-30, 2026-11-30T12:00 or 2026-11-30T12:00:00Z"));
    }

    private static Optional<Instant> time(String text, ZonedDateTime now) {
        var iso = text.replace(' ', 'T');
        List<Supplier<Instant>> ways =
                List.of(
                        () -> OffsetDateTime.parse(iso).toInstant(),
                        () -> LocalDateTime.parse(iso).atZone(now.getZone()).toInstant(),
                        () -> LocalDate.parse(iso).atStartOfDay(now.getZone()).toInstant());
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
