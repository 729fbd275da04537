package dev.varve.testing.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A domain as libvirt keeps it.
final class MemoryDomain {
    final DomainRef ref;
    final Map<SnapshotName, Snapshot> snapshots = new LinkedHashMap<>();
    final Map<StateStore.Kind, Path> stores = new EnumMap<>(StateStore.Kind.class);
    final Map<SnapshotName, Set<DiskTarget>> deleteMarks = new TreeMap<>();
    Definition definition;
    Optional<Guest> guest = Optional.empty();
    Optional<SavedGuest> managedSave = Optional.empty();
    Optional<SnapshotName> current = Optional.empty();

    MemoryDomain(DomainRef ref, Definition definition) {
        this.ref = ref;
        this.definition = definition;
    }

    Definition live() {
        return guest.map(running -> running.definition).orElse(definition);
    }

    boolean knows(SnapshotName name) {
        return snapshots.containsKey(name);
    }

    Snapshot snapshot(SnapshotName name) {
        return Optional.ofNullable(snapshots.get(name))
                .orElseThrow(() ->
                        new HypervisorException(
                                Kind.NOT_FOUND,
                                "no domain snapshot with matching name '" + name + "'"));
    }

    void put(Snapshot snapshot) {
        snapshots.put(snapshot.name(), snapshot);
    }
}
