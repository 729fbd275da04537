package dev.varve.cli.virsh;

import dev.varve.cli.change.SnapshotCreation;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.Session;
import java.util.Optional;

/// What `snapshot-create` and `snapshot-create-as` say at their end.
final class CreatedText {
    private CreatedText() {}

    /// The newline at the end is the one that ends every command.
    static void print(
            Session session,
            SnapshotCreation.Created created,
            Optional<String> file,
            PlanOptions options) {
        if (options.printsPlan()) {
            created.plan().ifPresent(plan -> options.print(session, plan));
        } else {
            session.printExtra(
                    "Domain snapshot "
                            + created.name()
                            + " created"
                            + file.map(name -> " from '" + name + "'").orElse(""));
        }
    }
}
