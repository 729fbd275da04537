package dev.varve.cli.options;

import dev.varve.Domain;
import dev.varve.cli.change.Changes;
import dev.varve.cli.change.PlanText;
import dev.varve.cli.change.Requests;
import dev.varve.cli.json.PlanDocument;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.cli.text.JsonText;
import dev.varve.core.plan.step.Change;
import dev.varve.core.plan.step.Plan;
import dev.varve.operation.HostChange;
import dev.varve.operation.MergeOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
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
    public Optional<dev.varve.operation.Plan> perform(
            Session session, Domain domain, dev.varve.operation.Change change) {
        return perform(session, domain, change, MergeOptions.none());
    }

    /// As [#perform(Session, Domain, Change)].
    ///
    /// @param merge how data is moved
    public Optional<dev.varve.operation.Plan> perform(
            Session session, Domain domain, dev.varve.operation.Change change, MergeOptions merge) {
        return print(session, new Requests(session, dryRun).perform(domain, change, merge));
    }

    /// As [#perform(Session, Domain, Change)], for several domains.
    public Optional<dev.varve.operation.Plan> perform(Session session, HostChange change) {
        return print(session, new Requests(session, dryRun).perform(change));
    }

    /// Prints the plan where that is what was asked for.
    ///
    /// @return the plan where it wasn't
    public Optional<dev.varve.operation.Plan> print(
            Session session, dev.varve.operation.Plan plan) {
        if (!printsPlan()) {
            return Optional.of(plan);
        }
        session.print(json ? JsonText.of(PlanDocument.of(plan, !dryRun)) : PlanText.of(plan));
        return Optional.empty();
    }

    /// Has the intent of a command of our own performed, or only planned.
    ///
    /// @return the plan that was performed and that nothing has been said about yet
    public Optional<Plan> perform(Session session, Change change) {
        return perform(session, MergeOptions.none(), change);
    }

    /// As [#perform(Session, Change)], looking at further places.
    ///
    /// @param places files and directories that the plan is about
    public Optional<Plan> perform(Session session, Set<Path> places, Change change) {
        ours(session, change);
        return performByUs(session, MergeOptions.none(), places, change);
    }

    /// As [#perform(Session, Change)].
    ///
    /// @param merge how layers are merged
    public Optional<Plan> perform(Session session, MergeOptions merge, Change change) {
        ours(session, change);
        return performByUs(session, merge, Set.of(), change);
    }

    private static void ours(Session session, Change change) {
        if (!Changes.apply(session)) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "cannot " + change.intent() + ": this is for domains of QEMU");
        }
    }

    /// As [#perform], where libvirt does it for other hypervisors than QEMU.
    public Optional<Plan> performByUs(Session session, MergeOptions merge, Change change) {
        return performByUs(session, merge, Set.of(), change);
    }

    /// As the above, looking at further places.
    public Optional<Plan> performByUs(
            Session session, MergeOptions merge, Set<Path> places, Change change) {
        var changes = Changes.of(session, change.intent().toString(), merge, places);
        return print(session, changes.perform(change, dryRun));
    }

    /// {@return whether nothing is to be done}
    public boolean onlyPlans() {
        return dryRun;
    }

    /// {@return whether the plan is all that is to be printed}
    public boolean printsPlan() {
        return dryRun || json;
    }

    /// Prints the plan where that is what was asked for.
    ///
    /// @return the plan where it wasn't
    public Optional<Plan> print(Session session, Optional<Plan> plan) {
        if (!printsPlan()) {
            return plan;
        }
        plan.ifPresent(made ->
                session.print(
                        json ? JsonText.of(PlanDocument.of(made, !dryRun)) : PlanText.of(made)));
        return Optional.empty();
    }
}
