package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.change.PlanText;
import dev.varve.cli.json.PlanDocument;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.virsh.JsonText;
import dev.varve.core.model.HostState;
import dev.varve.core.plan.Intent;
import dev.varve.core.plan.Plan;
import dev.varve.core.plan.Planned;
import java.util.Optional;
import java.util.function.Function;

/// How a command of our own has its intent performed, or only planned, and what it prints then.
///
/// @param dryRun only print the plan
/// @param json print the plan as JSON
record Performance(Session session, boolean dryRun, boolean json) {

    /// {@return the plan that was performed and that nothing has been said about yet}
    Optional<Plan> of(Intent intent, Function<HostState, Planned> planner) {
        if (!Changes.apply(session)) {
            throw new CommandFailure(
                    ExitCode.REFUSED, "cannot " + intent + ": this is for domains of QEMU");
        }
        var plan = Changes.of(session, intent.toString()).perform(intent, planner, dryRun);
        if (!dryRun && !json) {
            return plan;
        }
        plan.ifPresent(made ->
                session.print(
                        json ? JsonText.of(PlanDocument.of(made, !dryRun)) : PlanText.of(made)));
        return Optional.empty();
    }
}
