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
    /// @return what was made; empty where only the plan was printed
    /// @throws CommandFailure where that can't be done, and nothing is left behind
    Optional<CloneTo> create(Session session, Domain domain, PlanOptions plan) {
        var of = snapshot.or(() -> domain.template().map(Snapshot::name));
        if (of.isPresent()) {
            var clone = change(of.get());
            return plan.perform(session, domain, clone, merge)
                    .map(_ -> told(session, domain, clone));
        }
        if (plan.printsPlan()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--dry-run and --json need a snapshot to clone: --snapshot");
        }
        return Optional.of(cloneNow(session, domain));
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

    private CloneTo cloneNow(Session session, Domain domain) {
        var clone = change("clone-" + name);
        var came = performed(session, domain, clone);
        var failure = Requests.failure(came.outcome());
        if (failure.isPresent()) {
            came.left().ifPresent(session::note);
            throw failure.get();
        }
        var told = told(session, domain, clone);
        came.left()
                .ifPresent(why -> {
                    throw new CommandFailure(ExitCode.PARTLY_DONE, why);
                });
        return told;
    }

    private CloneOutcome performed(Session session, Domain domain, CloneTo clone) {
        try (var progress = new TerminalProgress(session.messages(), session.quiet())) {
            return domain.cloneNow(clone, quiesce, merge, progress);
        }
    }

    private static CloneTo told(Session session, Domain domain, CloneTo clone) {
        for (var made : clone.domains()) {
            session.printExtra(
                    "Domain '%s' cloned from snapshot %s of '%s'\n"
                            .formatted(made, clone.snapshot(), domain.name()));
        }
        return clone;
    }
}
