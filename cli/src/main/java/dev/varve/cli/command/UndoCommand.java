package dev.varve.cli.command;

import dev.varve.cli.change.KeepUndo;
import dev.varve.cli.change.LeftOff;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.options.RevertOptions;
import dev.varve.cli.session.Session;
import dev.varve.operation.Change;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `undo`
@Command(
        description = "Return from the last revert, to the state that it left behind.",
        footer = "varve undo web")
final class UndoCommand implements OwnCommand {

    @Mixin OneDomain one = new OneDomain();

    @Mixin RevertOptions revert = new RevertOptions();

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public Optional<String> conflict() {
        return revert.conflict();
    }

    @Override
    public void run(Session session) {
        var undo = Change.undo().with(revert.options(session));
        var domain = session.found(one.domain);
        plan.perform(session, domain, undo)
                .ifPresent(plan -> {
                    session.printExtra("Last revert of domain " + domain + " undone\n");
                    KeepUndo.note(plan).ifPresent(session::note);
                    LeftOff.note(plan).ifPresent(session::note);
                });
    }
}
