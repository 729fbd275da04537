package dev.varve.cli.virsh;

import dev.varve.cli.change.Requests;
import dev.varve.cli.change.TerminalProgress;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.operation.GroupDeletion.Member;
import dev.varve.operation.GroupDeletion.Refused;
import dev.varve.operation.GroupDeletion.Tried;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.Outcome;
import dev.varve.operation.Plan;
import dev.varve.state.GroupMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Deletes the snapshots of a group, domain by domain.
///
/// @param name the group's
record GroupDeletion(Session session, String name, boolean metadataOnly, PlanOptions options) {

    /// @throws CommandFailure with [ExitCode#PARTLY_DONE] where some are deleted and some are not
    void run() {
        if (options.onlyPlans()) {
            var plans =
                    session.varve().group(name).previewDeletion(metadataOnly).stream()
                            .map(Requests::planned)
                            .toList(); // All of them, before any is printed.
            plans.forEach(plan -> options.print(session, plan));
        } else {
            report(performed());
        }
    }

    private List<Member> performed() {
        try (var progress = new TerminalProgress(session.messages(), session.quiet())) {
            var deletion =
                    session.varve()
                            .group(name)
                            .delete(
                                    metadataOnly,
                                    MergeOptions.none(),
                                    member -> print(member, progress),
                                    progress);
            return switch (deletion) {
                case Refused(var refusal) -> throw Requests.failure(refusal);
                case Tried(var members) -> members;
            };
        }
    }

    /// What failed is said at the end.
    private void print(Member came, TerminalProgress progress) {
        progress.close();
        if (came instanceof Member.Ended(var member, var outcome)
                && outcome instanceof Outcome.Done(var plan)) {
            options.print(session, plan).ifPresent(made -> print(member, made));
        }
    }

    private void print(GroupMember member, Plan made) {
        made.kept().forEach(session::note);
        session.printExtra("Domain snapshot " + named(member) + " deleted\n");
    }

    private static String named(GroupMember member) {
        return member.snapshot() + " of " + member.domain();
    }

    private void report(List<Member> members) {
        var failures = members.stream().flatMap(came -> failure(came).stream()).toList();
        if (failures.isEmpty()) {
            return;
        }
        var lines = new ArrayList<String>();
        failures.forEach(failure -> lines.addAll(failure.lines()));
        lines.add(
                "%d of %d snapshots of group %s are left; mend what is said above and run \"varve snapshot-delete --group %s\" again"
                        .formatted(failures.size(), members.size(), name, name));
        var code =
                failures.size() < members.size()
                        ? ExitCode.PARTLY_DONE
                        : failures.getFirst().exitCode();
        throw new CommandFailure(code, lines.toArray(String[]::new));
    }

    private static Optional<CommandFailure> failure(Member came) {
        var failure =
                switch (came) {
                    case Member.Ended(_, var outcome) -> Requests.failure(outcome);
                    case Member.Failed(_, var thrown) -> Optional.of(CommandFailure.of(thrown));
                };
        return failure.map(why -> why.after("Failed to delete snapshot " + named(came.member())));
    }
}
