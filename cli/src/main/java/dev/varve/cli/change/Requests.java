package dev.varve.cli.change;

import dev.varve.Domain;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.operation.Change;
import dev.varve.operation.HostChange;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Outcome;
import dev.varve.operation.Plan;
import dev.varve.operation.Preview;
import dev.varve.operation.ProgressListener;
import dev.varve.operation.Refusal;
import java.util.Optional;
import java.util.function.Function;

/// Has the library do what a user asks for, and shows on the terminal how far it is.
///
/// @param dryRun whether it is only planned
public record Requests(Session session, boolean dryRun) {
    /// {@return the plan, which has been performed unless nothing is to be}
    ///
    /// @throws CommandFailure for all that doesn't end in that
    public Plan perform(Domain domain, Change change, MergeOptions options) {
        return dryRun
                ? planned(domain.preview(change))
                : performed(progress -> domain.perform(change, options, progress));
    }

    /// {@return the plan, which has been performed unless nothing is to be}
    ///
    /// @throws CommandFailure for all that doesn't end in that
    public Plan perform(HostChange change) {
        var varve = session.varve();
        return dryRun
                ? planned(varve.preview(change))
                : performed(progress -> varve.perform(change, progress));
    }

    /// {@return what would be done}
    ///
    /// @throws CommandFailure where it can't be
    public static Plan planned(Preview preview) {
        return switch (preview) {
            case Preview.Possible(var plan) -> plan;
            case Preview.Refused(var refusal) -> throw failure(refusal);
        };
    }

    private Plan performed(Function<ProgressListener, Outcome> work) {
        try (var progress = new TerminalProgress(session.messages(), session.quiet())) {
            return done(work.apply(progress));
        }
    }

    /// {@return what has been done}
    ///
    /// @throws CommandFailure for what hasn't
    public static Plan done(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(var plan) -> plan;
            case Outcome.Refused _, Outcome.Cancelled _, Outcome.Unfinished _ ->
                    throw failure(outcome).orElseThrow();
        };
    }

    /// {@return why it hasn't been done, as the failure of a command; empty where it has}
    public static Optional<CommandFailure> failure(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done _ -> Optional.empty();
            case Outcome.Refused(var refusal) -> Optional.of(failure(refusal));
            case Outcome.Cancelled(var message) -> Optional.of(new CommandFailure(message));
            case Outcome.Unfinished(var message, boolean begun) ->
                    Optional.of(
                            new CommandFailure(
                                    begun ? ExitCode.PARTLY_DONE : ExitCode.BUSY, message));
        };
    }

    /// {@return the refusal as the failure of a command}
    public static CommandFailure failure(Refusal refusal) {
        return new CommandFailure(ExitCode.of(refusal.kind()), refusal.message());
    }
}
