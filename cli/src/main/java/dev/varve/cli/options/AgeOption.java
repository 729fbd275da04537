package dev.varve.cli.options;

import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.operation.Age;
import java.time.Instant;
import java.time.ZonedDateTime;

/// An age that an option gives, as restic's `--keep-within` takes it.
public final class AgeOption {
    private AgeOption() {}

    /// {@return the age of the text}
    ///
    /// @param option for the message
    /// @throws CommandFailure for what is no age
    public static Age of(String option, String text) {
        return Age.parse(text)
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.USAGE,
                                option
                                        + " takes an age such as 30d or 1y5m7d2h, not '"
                                        + text
                                        + "'"));
    }

    /// {@return the moment that long before}
    ///
    /// @param option for the message
    /// @throws CommandFailure for what is no age
    public static Instant before(String option, String text, ZonedDateTime now) {
        return of(option, text).before(now).toInstant();
    }
}
