package dev.varve.cli.command;

import dev.varve.Domain;
import dev.varve.cli.change.Requests;
import dev.varve.cli.change.TerminalProgress;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.operation.Change;
import dev.varve.operation.CloneChange.CloneTo;
import dev.varve.operation.CloneOutcome;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Plan;
import dev.varve.state.Snapshot;
import java.nio.file.Path;
import java.util.Optional;

/// Makes new domains of a snapshot, or of what the domain is now, of which a snapshot is taken.
///
/// @param name what the user called the new domain
/// @param count how many are made, with a number behind their names
/// @param snapshot empty for the template, or for what the domain is now
/// @param memory whether they go on with the snapshot's memory
/// @param directory where the images go; empty for beside the snapshot's
/// @param quiesce have the guest's file systems frozen for the snapshot that is taken
record CloneCreation(
        String name,
        Optional<Integer> count,
        Optional<String> snapshot,
        boolean full,
        boolean memory,
        Optional<Path> directory,
        boolean quiesce,
        MergeOptions merge) {
    /// Makes the domains, and says so.
    ///
    /// @return what was made; empty where nothing was to be done
    /// @throws CommandFailure where that can't be done, and nothing is left behind
    Optional<CloneTo> create(Session session, Domain domain, PlanOptions plan) {
        var of = snapshot.or(() -> domain.template().map(Snapshot::name));
        if (of.isPresent()) {
            var clone = change(of.get());
            tell(session, domain, clone, plan.perform(session, domain, clone, merge));
            return plan.onlyPlans() ? Optional.empty() : Optional.of(clone);
        }
        var clone = change("clone-" + name);
        if (plan.onlyPlans()) {
            plan.print(session, Requests.planned(domain.previewCloneNow(clone, quiesce)));
            return Optional.empty();
        }
        cloneNow(session, domain, clone, plan);
        return Optional.of(clone);
    }

    private CloneTo change(String of) {
        var change = Change.cloneOf(of, name);
        if (count.isPresent()) {
            change = change.times(count.get());
        }
        if (full) {
            change = change.fully();
        }
        if (memory) {
            change = change.resumed();
        }
        return directory.isPresent() ? change.into(directory.get()) : change;
    }

    private void cloneNow(Session session, Domain domain, CloneTo clone, PlanOptions plan) {
        var came = performed(session, domain, clone);
        var failure = Requests.failure(came.outcome());
        if (failure.isPresent()) {
            came.left().ifPresent(session::note);
            throw failure.get();
        }
        tell(session, domain, clone, plan.print(session, Requests.done(came.outcome())));
        came.left()
                .ifPresent(why -> {
                    throw new CommandFailure(ExitCode.PARTLY_DONE, why);
                });
    }

    private CloneOutcome performed(Session session, Domain domain, CloneTo clone) {
        try (var progress = new TerminalProgress(session.messages(), session.quiet())) {
            return domain.cloneNow(clone, quiesce, merge, progress);
        }
    }

    /// @param unsaid the plan that was performed, where nothing has been said about it
    private static void tell(Session session, Domain domain, CloneTo clone, Optional<Plan> unsaid) {
        if (unsaid.isPresent()) {
            for (var made : clone.domains()) {
                session.printExtra(
                        "Domain '%s' cloned from snapshot %s of '%s'\n"
                                .formatted(made, clone.snapshot(), domain.name()));
            }
        }
    }
}
