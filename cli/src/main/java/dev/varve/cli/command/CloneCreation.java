package dev.varve.cli.command;

import dev.varve.cli.change.Changes;
import dev.varve.cli.options.PlanOptions;
import dev.varve.cli.session.CommandFailure;
import dev.varve.cli.session.ExitCode;
import dev.varve.cli.session.Session;
import dev.varve.core.model.Annotations;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.clone.CloneDomain;
import dev.varve.core.plan.snapshot.CreateSnapshot;
import dev.varve.core.plan.snapshot.DeleteSnapshot;
import dev.varve.core.plan.step.TakeOptions;
import dev.varve.host.RequestedSnapshot;
import dev.varve.libvirt.LibvirtDomain;
import dev.varve.libvirt.xml.SnapshotXml;
import dev.varve.operation.MergeOptions;
import dev.varve.operation.VarveException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes new domains of a snapshot, or of what the domain is now, of which a snapshot is taken.
///
/// @param name what the user called the new domain
/// @param clones the new domains
/// @param snapshot empty for the template, or for what the domain is now
/// @param memory whether they go on with the snapshot's memory
/// @param directory where the images go; empty for beside the snapshot's
/// @param quiesce have the guest's file systems frozen for the snapshot that is taken
record CloneCreation(
        String name,
        List<DomainRef> clones,
        Optional<SnapshotName> snapshot,
        boolean full,
        boolean memory,
        Optional<Path> directory,
        boolean quiesce,
        MergeOptions merge) {
    private static final SnapshotName TEMPLATE = new SnapshotName("template");
    private static final String TAG = "template";

    CloneCreation {
        clones = List.copyOf(clones);
    }

    /// Lets the domain be cloned as it is now, from now on: by a snapshot that is held.
    static void template(Session session, LibvirtDomain domain, PlanOptions plan) {
        var annotations =
                Annotations.none()
                        .withTags(Set.of(TAG))
                        .withHold(Optional.of("a template: clones are made of it"));
        var creation = creation(domain, TEMPLATE, annotations, false);
        plan.perform(session, creation)
                .ifPresent(
                        _ -> session.printExtra("Domain '" + domain.name() + "' is a template\n"));
    }

    private static CreateSnapshot creation(
            LibvirtDomain domain, SnapshotName name, Annotations annotations, boolean quiesce) {
        var document = SnapshotXml.empty().withName(name.value()).toString();
        var options = new TakeOptions(true, quiesce, false, false, false, false, false, false);
        return new CreateSnapshot(
                Changes.ref(domain),
                RequestedSnapshot.of(document),
                options,
                annotations,
                Instant.now());
    }

    /// Makes the domains, and says so.
    ///
    /// @throws CommandFailure where that can't be done, and nothing is left behind
    void create(Session session, LibvirtDomain domain, PlanOptions plan) {
        var changes = Changes.of(session, "clone " + domain.name(), merge, places());
        var state = changes.observe();
        var observed = state.domain(Changes.ref(domain)).orElseThrow();
        var of = snapshot.or(() -> template(observed));
        if (of.isPresent()) {
            clone(session, changes, domain, plan, of.get());
            return;
        }
        if (plan.printsPlan()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--dry-run and --json need a snapshot to clone: --snapshot");
        }
        var now = new SnapshotName("clone-" + name);
        var refusal = clone(domain, now).refuse(state);
        if (refusal.isPresent()) {
            throw Changes.refused(refusal.get());
        }
        cloneNow(session, changes, domain, plan, now);
    }

    private Set<Path> places() {
        return directory.map(Set::of).orElse(Set.of());
    }

    private static Optional<SnapshotName> template(Domain observed) {
        return observed.snapshots().stream()
                .filter(taken -> taken.annotations().tags().contains(TAG))
                .map(taken -> taken.name())
                .reduce((_, newest) -> newest);
    }

    private CloneDomain clone(LibvirtDomain domain, SnapshotName of) {
        return new CloneDomain(Changes.ref(domain), of, name, clones, full, memory, directory);
    }

    private void clone(
            Session session,
            Changes changes,
            LibvirtDomain domain,
            PlanOptions plan,
            SnapshotName of) {
        var clone = clone(domain, of);
        if (plan.print(session, changes.perform(clone, plan.onlyPlans())).isPresent()) {
            for (var made : clones) {
                session.printExtra(
                        "Domain '%s' cloned from snapshot %s of '%s'\n"
                                .formatted(made, of, domain.name()));
            }
        }
    }

    /// A full clone doesn't need the snapshot afterwards, and one that failed doesn't either.
    private void cloneNow(
            Session session,
            Changes changes,
            LibvirtDomain domain,
            PlanOptions plan,
            SnapshotName now) {
        var take = creation(domain, now, Annotations.none(), quiesce && domain.isActive());
        var _ = changes.perform(take, false);
        try {
            clone(session, changes, domain, plan, now);
        } catch (CommandFailure | VarveException e) {
            takeBack(changes, domain, now, e);
            throw e;
        }
        if (full) {
            delete(changes, domain, now);
        }
    }

    private static void takeBack(
            Changes changes, LibvirtDomain domain, SnapshotName now, RuntimeException failure) {
        try {
            delete(changes, domain, now);
        } catch (CommandFailure | VarveException e) {
            failure.addSuppressed(e);
        }
    }

    private static void delete(Changes changes, LibvirtDomain domain, SnapshotName now) {
        var delete =
                new DeleteSnapshot(
                        Changes.ref(domain), List.of(now), DeleteSnapshot.Scope.ONE, false);
        var _ = changes.perform(delete, false);
    }
}
