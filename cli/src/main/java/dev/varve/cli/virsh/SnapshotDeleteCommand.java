package dev.varve.cli.virsh;

import dev.varve.cli.arguments.Conflicts;
import dev.varve.cli.arguments.Data;
import dev.varve.cli.arguments.VirshCommand;
import dev.varve.cli.options.MergeArguments;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.Session;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.LibvirtEnums.VirDomainSnapshotDeleteFlags;
import dev.varve.libvirt.LibvirtException;
import dev.varve.operation.SnapshotChange;
import dev.varve.operation.SnapshotChange.Scope;
import dev.varve.operation.VarveException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `snapshot-delete`
@Command(
        description = "Delete a snapshot.",
        footer = {
            "varve snapshot-delete web before-upgrade --dry-run",
            "varve snapshot-delete web before-upgrade"
        })
final class SnapshotDeleteCommand implements VirshCommand {

    @Data(value = 0, unless = "--group")
    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "name, id or UUID of the domain")
    String domain = "";

    @Data(1)
    @Option(
            names = "--snapshotname",
            paramLabel = "SNAPSHOT",
            description = "the snapshot, or several of them")
    List<String> snapshotname = List.of();

    @Option(names = "--current", description = "the current snapshot")
    boolean current;

    @Option(names = "--children", description = "with all its descendants")
    boolean children;

    @Option(names = "--children-only", description = "only its descendants")
    boolean childrenOnly;

    @Option(names = "--metadata", description = "only libvirt's metadata")
    boolean metadata;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "the snapshots of a group, on all its domains")
    Optional<String> group = Optional.empty();

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
                .exclusive("group", several, "snapshotname", !snapshotname.isEmpty())
                .exclusive("group", several, "current", current)
                .exclusive("group", several, "children", children)
                .exclusive("group", several, "children-only", childrenOnly)
                .first();
    }

    @Override
    public void run(Session session) {
        if (group.isPresent()) {
            new GroupDeletion(session, group.get(), metadata, plan).run();
            return;
        }
        try (var handle = session.domain(domain)) {
            var names = names(session, handle);
            try {
                delete(session, handle, names);
            } catch (CommandFailure e) {
                throw e.after(failed(names));
            } catch (LibvirtException | VarveException e) {
                throw CommandFailure.of(e).after(failed(names));
            }
        }
    }

    /// {@return the names of the snapshots that are meant, each once, all of them there}
    private List<String> names(Session session, LibvirtDomain handle) {
        if (snapshotname.isEmpty()) {
            return List.of(name(handle, Optional.empty()));
        }
        return wasCut(session, handle)
                ? snapshotname.stream().distinct().toList()
                : snapshotname.stream()
                        .map(name -> name(handle, Optional.of(name)))
                        .distinct()
                        .toList();
    }

    /// The metadata goes first: a delete that was cut off is completed though there is no such snapshot any more.
    private boolean wasCut(Session session, LibvirtDomain handle) {
        return !plan.onlyPlans()
                && !current
                && session.runsQemu()
                && session.found(handle).unfinished().isPresent();
    }

    private String name(LibvirtDomain handle, Optional<String> name) {
        try (var snapshot = SnapshotSelection.find(handle, name, current)) {
            return snapshot.name();
        }
    }

    private void delete(Session session, LibvirtDomain handle, List<String> names) {
        if (!session.runsQemu()) {
            names.forEach(name -> deleteByLibvirt(handle, name));
            print(session, names);
            return;
        }
        var delete = new SnapshotChange.Delete(names, scope(), metadata);
        var performed = plan.perform(session, session.found(handle), delete, merge.options());
        if (plan.printsPlan()) {
            return;
        }
        performed.ifPresent(made -> made.kept().forEach(session::note));
        print(session, names);
    }

    private void deleteByLibvirt(LibvirtDomain handle, String name) {
        try (var snapshot = handle.snapshot(name)) {
            snapshot.delete(flags());
        }
    }

    private void print(Session session, List<String> names) {
        var what = childrenOnly ? " children deleted\n" : " deleted\n";
        names.forEach(name -> session.printExtra("Domain snapshot " + name + what));
    }

    private static String failed(List<String> names) {
        return "Failed to delete "
                + (names.size() == 1 ? "snapshot " : "snapshots ")
                + String.join(", ", names);
    }

    private Scope scope() {
        if (childrenOnly) {
            return Scope.DESCENDANTS;
        }
        return children ? Scope.WITH_DESCENDANTS : Scope.NAMED;
    }

    private int flags() {
        return (children ? VirDomainSnapshotDeleteFlags.CHILDREN : 0)
                | (childrenOnly ? VirDomainSnapshotDeleteFlags.CHILDREN_ONLY : 0)
                | (metadata ? VirDomainSnapshotDeleteFlags.METADATA_ONLY : 0);
    }
}
