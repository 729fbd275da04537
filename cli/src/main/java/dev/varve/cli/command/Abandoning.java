package dev.varve.cli.command;

import dev.varve.cli.change.TerminalProgress;
import dev.varve.cli.session.Session;
import dev.varve.operation.Abandonment;
import dev.varve.operation.UnfinishedOperation;
import java.util.List;

/// The way out of an operation that can be neither completed nor undone.
///
/// @param quiet whether a document tells of it
record Abandoning(Session session, boolean quiet) {
    void end(UnfinishedOperation operation) {
        var domain = RecoverCommand.named(session, operation);
        var abandoned = abandoned(operation, domain);
        if (!quiet) {
            tell(abandoned);
        }
        session.note(
                ("every image stays as it is: \"varve chain %s\" shows the layers, \"varve doctor %s\""
                                + " what is wrong with them, and \"varve blockcommit\" merges those that no snapshot"
                                + " needs")
                        .formatted(domain, domain));
    }

    private Abandonment abandoned(UnfinishedOperation operation, String domain) {
        try (var progress = new TerminalProgress(session.messages(), session.quiet())) {
            return session.varve()
                    .abandon(operation, progress)
                    .orElseThrow(() -> RecoverCommand.gone(domain));
        }
    }

    private void tell(Abandonment abandoned) {
        session.print("Abandoned: " + abandoned.operation() + "\n");
        tell("done", abandoned.done());
        tell("half done", abandoned.halfDone());
        tell("not done", abandoned.notDone());
        abandoned.failures().forEach(session::note);
        abandoned.untold().ifPresent(why -> session.note("what it had done can't be told: " + why));
    }

    private void tell(String how, List<String> steps) {
        steps.forEach(step -> session.print("  " + how + ": " + step + "\n"));
    }
}
