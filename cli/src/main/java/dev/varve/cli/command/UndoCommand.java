package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.change.KeepUndo;
import dev.varve.cli.session.Session;
import dev.varve.cli.virsh.Data;
import dev.varve.cli.virsh.PlanOptions;
import dev.varve.cli.virsh.RevertOptions;
import dev.varve.core.plan.UndoRevert;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `undo`
@Command(
        name = "undo",
        description = "Return from the last revert, to the state that it left behind.")
final class UndoCommand implements OwnCommand {

    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Mixin RevertOptions revert = new RevertOptions();

    @Mixin PlanOptions plan = new PlanOptions();

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain)) {
            var now = Instant.now();
            var options = revert.forPlan(false, now);
            var undo = new UndoRevert(Changes.ref(handle), options, now);
            plan.perform(session, undo.intent(), undo::plan)
                    .ifPresent(plan -> {
                        session.printExtra("Last revert of domain " + handle.name() + " undone\n");
                        KeepUndo.note(plan).ifPresent(session::note);
                    });
        }
    }
}
