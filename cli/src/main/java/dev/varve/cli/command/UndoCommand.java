package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.change.KeepUndo;
import dev.varve.cli.session.Session;
import dev.varve.cli.virsh.Data;
import dev.varve.core.plan.RevertToSnapshot;
import dev.varve.core.plan.UndoRevert;
import java.time.Instant;
import picocli.CommandLine.Command;
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

    @Option(names = "--running", description = "let the domain run afterwards")
    boolean running;

    @Option(names = "--paused", description = "let the domain be paused afterwards")
    boolean paused;

    @Option(names = "--force", description = "also when something may go wrong")
    boolean force;

    @Option(names = "--reset-nvram", description = "start with a fresh NVRAM")
    boolean resetNvram;

    @Option(
            names = "--keep-undo",
            paramLabel = "AGE",
            description = "how long the state that is left is kept: 24h, 7d, forever")
    String keepUndo = KeepUndo.DEFAULT;

    @Option(names = "--dry-run", description = "only print what would be done")
    boolean dryRun;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain)) {
            var now = Instant.now();
            var options =
                    new RevertToSnapshot.Options(
                            running,
                            paused,
                            force,
                            resetNvram,
                            false,
                            KeepUndo.until(keepUndo, now));
            var undo = new UndoRevert(Changes.ref(handle), options, now);
            new Performance(session, dryRun, json)
                    .of(undo.intent(), undo::plan)
                    .ifPresent(plan -> {
                        session.printExtra("Last revert of domain " + handle.name() + " undone\n");
                        KeepUndo.note(plan).ifPresent(session::note);
                    });
        }
    }
}
