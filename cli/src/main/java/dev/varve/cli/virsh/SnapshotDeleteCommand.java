package dev.varve.cli.virsh;

import dev.varve.cli.change.Changes;
import dev.varve.cli.change.PlanText;
import dev.varve.cli.json.PlanDocument;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.Session;
import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.operation.OperationException;
import dev.varve.core.plan.DeleteSnapshot;
import dev.varve.core.plan.DeleteSnapshot.Scope;
import dev.varve.core.plan.Intent;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotDeleteFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.LibvirtSnapshot;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `snapshot-delete`
@Command(name = "snapshot-delete", description = "Delete a snapshot.")
final class SnapshotDeleteCommand implements VirshCommand {

    @Data(0)
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Data(1)
    @Option(names = "--snapshotname", paramLabel = "SNAPSHOT", description = "the snapshot")
    Optional<String> snapshotname = Optional.empty();

    @Option(names = "--current", description = "the current snapshot")
    boolean current;

    @Option(names = "--children", description = "with all its descendants")
    boolean children;

    @Option(names = "--children-only", description = "only its descendants")
    boolean childrenOnly;

    @Option(names = "--metadata", description = "only libvirt's metadata")
    boolean metadata;

    @Option(names = "--dry-run", description = "only print what would be done")
    boolean dryRun;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    public void run(Session session) {
        try (var handle = session.domain(domain)) {
            if (completesEarlier(session, handle)) {
                session.printExtra(deleted(snapshotname.orElseThrow()));
                return;
            }
            try (var snapshot = SnapshotSelection.find(handle, snapshotname, current)) {
                run(session, handle, snapshot);
            }
        }
    }

    /// The metadata goes first: a delete that was cut off is completed though there is no such
    /// snapshot any more.
    private boolean completesEarlier(Session session, LibvirtDomain handle) {
        if (dryRun || snapshotname.isEmpty() || !Changes.apply(session)) {
            return false;
        }
        var intent =
                new Intent(
                        Intent.Kind.DELETE,
                        Changes.ref(handle),
                        new SnapshotName(snapshotname.get()));
        return Changes.of(session, intent.toString()).completes(intent);
    }

    private void run(Session session, LibvirtDomain handle, LibvirtSnapshot snapshot) {
        var name = snapshot.name();
        try {
            delete(session, handle, snapshot);
        } catch (CommandFailure e) {
            throw e.after("Failed to delete snapshot " + name);
        } catch (LibvirtException | HypervisorException | OperationException e) {
            throw CommandFailure.of(e).after("Failed to delete snapshot " + name);
        }
    }

    private String deleted(String name) {
        return "Domain snapshot " + name + (childrenOnly ? " children deleted\n" : " deleted\n");
    }

    private void delete(Session session, LibvirtDomain handle, LibvirtSnapshot snapshot) {
        var name = snapshot.name();
        if (Changes.apply(session)) {
            var intent =
                    new DeleteSnapshot(
                            Changes.ref(handle), new SnapshotName(name), scope(), metadata);
            var changes = Changes.of(session, "delete snapshot " + name + " of " + handle.name());
            var plan =
                    changes.perform(
                            new Intent(Intent.Kind.DELETE, intent.domain(), intent.snapshot()),
                            intent::plan,
                            dryRun);
            if (dryRun || json) {
                plan.ifPresent(made ->
                        session.print(
                                json
                                        ? JsonText.of(PlanDocument.of(made, !dryRun))
                                        : PlanText.of(made)));
                return;
            }
            plan.ifPresent(made -> made.kept().forEach(session::note));
        } else {
            snapshot.delete(flags());
        }
        session.printExtra(deleted(name));
    }

    private Scope scope() {
        if (childrenOnly) {
            return Scope.CHILDREN_ONLY;
        }
        return children ? Scope.CHILDREN : Scope.ONE;
    }

    private int flags() {
        return (children ? VirDomainSnapshotDeleteFlags.CHILDREN : 0)
                | (childrenOnly ? VirDomainSnapshotDeleteFlags.CHILDREN_ONLY : 0)
                | (metadata ? VirDomainSnapshotDeleteFlags.METADATA_ONLY : 0);
    }
}
