package dev.varve.cli.options;

import dev.varve.Domain;
import dev.varve.cli.change.PlanText;
import dev.varve.cli.change.Requests;
import dev.varve.cli.json.PlanDocument;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.operation.Change;
import dev.varve.operation.HostChange;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Plan;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options of a command that has a plan performed, and what they do.
public final class PlanOptions {
    @Option(names = "--dry-run", description = "only print what would be done")
    boolean dryRun;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    /// Has a change performed, or only planned.
    ///
    /// @return the plan that was performed and that nothing has been said about yet
    public Optional<Plan> perform(Session session, Domain domain, Change change) {
        return perform(session, domain, change, MergeOptions.none());
    }

    /// As [#perform(Session, Domain, Change)].
    ///
    /// @param merge how data is moved
    public Optional<Plan> perform(
            Session session, Domain domain, Change change, MergeOptions merge) {
        return print(session, new Requests(session, dryRun).perform(domain, change, merge));
    }

    /// As [#perform(Session, Domain, Change)], for several domains.
    public Optional<Plan> perform(Session session, HostChange change) {
        return print(session, new Requests(session, dryRun).perform(change));
    }

    /// Prints the plan where that is what was asked for.
    ///
    /// @return the plan where it wasn't
    public Optional<Plan> print(Session session, Plan plan) {
        if (!printsPlan()) {
            return Optional.of(plan);
        }
        session.print(json ? JsonText.of(PlanDocument.of(plan, !dryRun)) : PlanText.of(plan));
        return Optional.empty();
    }

    /// {@return whether nothing is to be done}
    public boolean onlyPlans() {
        return dryRun;
    }

    /// {@return whether the plan is all that is to be printed}
    public boolean printsPlan() {
        return dryRun || json;
    }
}
