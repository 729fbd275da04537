package dev.varve.cli.virsh;

import dev.varve.cli.change.Changes;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.core.plan.group.DeleteMember;
import dev.varve.core.plan.group.GroupSnapshots;
import dev.varve.core.plan.step.GroupRefusal;
import dev.varve.core.plan.step.Intent;
import dev.varve.core.plan.step.Plan;
import dev.varve.core.plan.step.Refusal;
import dev.varve.libvirt.LibvirtException;
import dev.varve.operation.Recovery;
import dev.varve.operation.VarveException;
import java.util.ArrayList;
import java.util.List;

/// Deletes the snapshots of a group, domain by domain.
///
/// @param name the group's
record GroupDeletion(Session session, String name, boolean metadataOnly, PlanOptions options) {

    /// @throws CommandFailure with [ExitCode#PARTLY_DONE] where some are deleted and some are not
    void run() {
        var changes = Changes.of(session, "delete group " + name);
        boolean ended = !options.onlyPlans() && completesEarlier(changes);
        var members = members(changes);
        if (members.isEmpty() && !ended) {
            throw refused(new GroupRefusal.NoSuchGroup(name));
        }
        refuse(changes, members);
        delete(members);
    }

    /// One that was cut has forgotten the snapshot already, and so its group.
    ///
    /// @return whether there was one
    private boolean completesEarlier(Changes changes) {
        var cut =
                changes.unfinished().stream()
                        .map(operation -> operation.intent())
                        .filter(intent -> intent.kind() == Intent.Kind.DELETE)
                        .filter(intent ->
                                intent.group().filter(g -> g.name().equals(name)).isPresent())
                        .toList();
        return cut.stream()
                .map(intent -> changes.recover(intent.domain()))
                .toList() // All of them.
                .stream()
                .anyMatch(r -> r.filter(Recovery.Completed.class::isInstance).isPresent());
    }

    private List<DeleteMember> members(Changes changes) {
        return GroupSnapshots.find(changes.observe(), name).members().stream()
                .map(m -> new DeleteMember(name, m.domain(), m.snapshot(), metadataOnly))
                .toList();
    }

    /// All that can be known beforehand, for all of them before any is deleted.
    private static void refuse(Changes changes, List<DeleteMember> members) {
        var state = changes.observe();
        for (var member : members) {
            switch (member.plan(state)) {
                case Refusal refusal -> throw refused(refusal);
                case Plan _ -> {}
            }
        }
    }

    private static CommandFailure refused(Refusal refusal) {
        return new CommandFailure(ExitCode.of(refusal.kind()), refusal.message());
    }

    private void delete(List<DeleteMember> members) {
        var failures = new ArrayList<CommandFailure>();
        for (var member : members) {
            try {
                delete(member);
            } catch (CommandFailure e) {
                failures.add(e.after(failed(member)));
            } catch (VarveException | LibvirtException e) {
                failures.add(CommandFailure.of(e).after(failed(member)));
            }
        }
        report(failures, members.size());
    }

    private void delete(DeleteMember member) {
        var performed = options.perform(session, member);
        if (options.printsPlan()) {
            return;
        }
        performed.ifPresent(made -> made.kept().forEach(session::note));
        session.printExtra(
                "Domain snapshot %s of %s deleted\n".formatted(member.snapshot(), member.domain()));
    }

    private static String failed(DeleteMember member) {
        return "Failed to delete snapshot " + member.snapshot() + " of " + member.domain();
    }

    private void report(List<CommandFailure> failures, int all) {
        if (failures.isEmpty()) {
            return;
        }
        var lines = new ArrayList<String>();
        failures.forEach(failure -> lines.addAll(failure.lines()));
        lines.add(
                "%d of %d snapshots of group %s are left; mend what is said above and run \"varve snapshot-delete --group %s\" again"
                        .formatted(failures.size(), all, name, name));
        var code = failures.size() < all ? ExitCode.PARTLY_DONE : failures.getFirst().exitCode();
        throw new CommandFailure(code, lines.toArray(String[]::new));
    }
}
