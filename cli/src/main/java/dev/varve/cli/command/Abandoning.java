package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.core.model.DomainRef;
import dev.varve.host.Unfinished;
import dev.varve.host.UnreadableJournal;
import dev.varve.operation.Abandonment;
import java.util.List;
import java.util.UUID;

/// The way out of an operation that can be neither completed nor undone.
record Abandoning(Session session, Changes changes) {
    void end(List<Unfinished> unfinished, List<UnreadableJournal> damaged) {
        unfinished.forEach(operation -> end(operation.intent().domain()));
        damaged.forEach(journal ->
                end(
                        new DomainRef(
                                UUID.fromString(journal.id()),
                                RecoverCommand.named(session, journal))));
    }

    private void end(DomainRef domain) {
        var abandoned =
                changes.abandon(domain)
                        .orElseThrow(() ->
                                new CommandFailure(
                                        ExitCode.BUSY,
                                        "the operation on " + domain + " has ended by itself"));
        tell(abandoned);
        session.note(
                ("every image stays as it is: \"varve chain %s\" shows the layers, \"varve doctor %s\""
                                + " what is wrong with them, and \"varve blockcommit\" merges those that no snapshot"
                                + " needs")
                        .formatted(domain, domain));
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
