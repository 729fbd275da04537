package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.core.model.DomainRef;
import dev.varve.core.operation.Abandoned;
import dev.varve.core.operation.DamagedJournal;
import dev.varve.core.operation.Unfinished;
import dev.varve.core.plan.step.Step;
import java.util.List;
import java.util.UUID;

/// The way out of an operation that can be neither completed nor undone.
record Abandoning(Session session, Changes changes) {
    void end(List<Unfinished> unfinished, List<DamagedJournal> damaged) {
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
        switch (abandoned) {
            case Abandoned.Operation operation -> tell(operation);
            case Abandoned.Untold(var reason) -> {
                session.print("Abandoned: an operation on " + domain + "\n");
                session.note("what it had done can't be told: " + reason);
            }
        }
        session.note(
                ("every image stays as it is: \"varve chain %s\" shows the layers, \"varve doctor %s\""
                                + " what is wrong with them, and \"varve blockcommit\" merges those that no snapshot"
                                + " needs")
                        .formatted(domain, domain));
    }

    private void tell(Abandoned.Operation operation) {
        session.print("Abandoned: " + operation.intent() + "\n");
        tell("done", operation.done());
        tell("half done", operation.half());
        tell("not done", operation.left());
        operation.failures().forEach(session::note);
    }

    private void tell(String how, List<Step> steps) {
        steps.forEach(step -> session.print("  " + how + ": " + step.describe() + "\n"));
    }
}
