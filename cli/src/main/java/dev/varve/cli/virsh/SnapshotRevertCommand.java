package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.change.KeepUndo;
import dev.varve.cli.change.LeftOff;
import dev.varve.cli.options.MergeArguments;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.options.RevertOptions;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.Session;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotRevertFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.LibvirtSnapshot;
import dev.varve.operation.Change;
import dev.varve.operation.HostChange;
import dev.varve.operation.Plan;
import dev.varve.operation.VarveException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `snapshot-revert`
@Command(
        description = "Revert a domain to a snapshot.",
        footer = {
            "varve snapshot-revert web before-upgrade --dry-run",
            "varve snapshot-revert web before-upgrade"
        })
final class SnapshotRevertCommand implements VirshCommand {

    @Data(value = 0, unless = "--group")
    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Data(1)
    @Option(names = "--snapshotname", paramLabel = "SNAPSHOT", description = "the snapshot")
    Optional<String> snapshotname = Optional.empty();

    @Option(names = "--current", description = "the current snapshot")
    boolean current;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "all domains of a group to their snapshots of it")
    Optional<String> group = Optional.empty();

    @Mixin RevertOptions revert = new RevertOptions();

    @Option(names = "--discard", description = "keep no snapshot of the state that is left")
    boolean discard;

    @Mixin MergeArguments merge = new MergeArguments();

    @Mixin PlanOptions plan = new PlanOptions();

    /// A group has an exit code for each kind of failure.
    @Override
    public boolean ours() {
        return group.isPresent();
    }

    @Override
    public Optional<String> conflict() {
        var several = group.isPresent();
        return new Conflicts()
                .exclusive("group", several, "domain", !domain.isEmpty())
                .exclusive("group", several, "snapshotname", snapshotname.isPresent())
                .exclusive("group", several, "current", current)
                .exclusive("group", several, "discard", discard)
                .first()
                .or(several ? revert::conflict : revert::conflictAsInVirsh);
    }

    @Override
    public void run(Session session) {
        if (group.isPresent()) {
            runGroup(session, group.get());
            return;
        }
        try (var handle = session.domain(domain);
                var snapshot = SnapshotSelection.find(handle, snapshotname, current)) {
            var name = snapshot.name();
            try {
                revert(session, handle, snapshot);
            } catch (CommandFailure e) {
                throw e.after("Failed to revert snapshot " + name);
            } catch (LibvirtException | VarveException e) {
                throw CommandFailure.of(e).after("Failed to revert snapshot " + name);
            }
        }
    }

    private void runGroup(Session session, String name) {
        plan.perform(session, HostChange.revertGroup(name).with(revert.options(session)))
                .ifPresent(done -> {
                    session.printExtra(
                            "Group %s reverted: %s\n"
                                    .formatted(name, String.join(", ", domains(done))));
                    KeepUndo.note(done).ifPresent(session::note);
                    LeftOff.note(done).ifPresent(session::note);
                });
    }

    private static List<String> domains(Plan plan) {
        return plan.subject().domains().stream().sorted().toList();
    }

    private void revert(Session session, LibvirtDomain handle, LibvirtSnapshot snapshot) {
        if (!session.runsQemu()) {
            revertNatively(snapshot);
            session.printExtra("Domain snapshot " + snapshot.name() + " reverted\n");
            return;
        }
        revert.requireOneState();
        var asked = Change.revert(snapshot.name()).with(revert.options(session));
        var performed =
                plan.perform(
                        session,
                        session.found(handle),
                        discard ? asked.discarding() : asked,
                        merge.options());
        if (plan.printsPlan()) {
            return;
        }
        session.printExtra("Domain snapshot " + snapshot.name() + " reverted\n");
        performed.ifPresent(made -> made.kept().forEach(session::note));
        performed.flatMap(KeepUndo::note).ifPresent(session::note);
        performed.flatMap(LeftOff::note).ifPresent(session::note);
    }

    /// As virsh does: force is only used after libvirt has asked for it.
    private void revertNatively(LibvirtSnapshot snapshot) {
        var flags =
                (revert.running ? VirDomainSnapshotRevertFlags.RUNNING : 0)
                        | (revert.paused ? VirDomainSnapshotRevertFlags.PAUSED : 0)
                        | (revert.resetNvram ? VirDomainSnapshotRevertFlags.RESET_NVRAM : 0);
        try {
            snapshot.revert(flags);
        } catch (LibvirtException e) {
            if (!revert.force || e.kind() != LibvirtException.Kind.RISKY) {
                throw e;
            }
            snapshot.revert(flags | VirDomainSnapshotRevertFlags.FORCE);
        }
    }
}
