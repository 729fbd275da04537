package dev.varve.core.plan.layers;

import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import java.util.List;

/// The state that the delete of a current root leaves: no snapshot is the current one. Some hypervisors die of it when
/// another client deletes a snapshot then.
public final class NoCurrent {
    private NoCurrent() {}

    /// {@return what to say where a delete leaves that, and a snapshot that has children}
    public static List<String> remarks(HostState state, Domain domain, List<Snapshot> doomed) {
        if (!state.limits().needsCurrent() || !leftBy(domain, doomed)) {
            return List.of();
        }
        return domain.snapshots().stream()
                .filter(snapshot -> !doomed.contains(snapshot))
                .filter(snapshot -> hasChildren(domain, snapshot, doomed))
                .map(Snapshot::name)
                .findFirst()
                .map(name -> remark(state, domain, name))
                .stream()
                .toList();
    }

    /// The parent of a current snapshot that goes is the current one then.
    private static boolean leftBy(Domain domain, List<Snapshot> doomed) {
        var current = domain.current().flatMap(domain::snapshot);
        if (current.isEmpty()) {
            return false;
        }
        while (current.filter(doomed::contains).isPresent()) {
            current = current.flatMap(Snapshot::parent).flatMap(domain::snapshot);
        }
        return current.isEmpty();
    }

    private static boolean hasChildren(Domain domain, Snapshot snapshot, List<Snapshot> doomed) {
        return domain.subtree(snapshot.name()).stream()
                .filter(name -> !name.equals(snapshot.name()))
                .flatMap(name -> domain.snapshot(name).stream())
                .anyMatch(below -> !doomed.contains(below));
    }

    private static String remark(HostState state, Domain domain, SnapshotName name) {
        return "no snapshot is the current one then, and "
                + state.limits().hypervisor()
                + " dies of \"virsh snapshot-delete "
                + domain.ref()
                + " "
                + name
                + "\" until one is; Varve's own delete is safe";
    }
}
