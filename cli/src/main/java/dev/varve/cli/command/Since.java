package dev.varve.cli.command;

import dev.varve.cli.options.TimeOption;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.operation.Age;
import java.time.Instant;
import java.time.ZonedDateTime;

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
                .or(() -> TimeOption.parse(text, now.getZone()))
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.USAGE,
                                "cannot read --since "
                                        + text
                                        + ": give an age such as 12h, 7d or 1m, or a time such as "
                                        + TimeOption.FORMS));
    }
}
