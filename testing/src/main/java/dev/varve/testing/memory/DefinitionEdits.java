package dev.varve.testing.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What people do to the disks of a domain with libvirt's own commands, whatever Varve has planned.
final class DefinitionEdits {
    void attach(MemoryDomain domain, Disk disk) {
        if (Stream.of(domain.definition, domain.live())
                .anyMatch(definition -> definition.disk(disk.target()).isPresent())) {
            throw new HypervisorException(
                    Kind.INVALID, "target " + disk.target() + " already exists");
        }
        edit(domain, definition -> definition.and(disk));
    }

    void detach(MemoryDomain domain, DiskTarget target) {
        edit(domain, definition -> definition.without(target));
    }

    void retarget(MemoryDomain domain, Map<DiskTarget, DiskTarget> targets) {
        domain.definition = domain.definition.retargeted(targets);
    }

    void forget(MemoryDomain domain, SnapshotName name) {
        var gone = domain.snapshot(name);
        domain.snapshots.values().stream()
                .filter(child -> child.parent().equals(Optional.of(name)))
                .toList()
                .forEach(child -> domain.put(renamed(child, gone)));
        if (domain.current.equals(Optional.of(name))) {
            domain.current = gone.parent();
        }
        domain.snapshots.remove(name);
    }

    /// libvirt takes a commit for granted: a disk that was on the forgotten snapshot's overlay is on what lay below.
    /// Of an internal snapshot it changes nothing.
    private static Snapshot renamed(Snapshot child, Snapshot gone) {
        var disks = child.domainDisks().stream().map(disk -> renamed(disk, child, gone)).toList();
        return MetadataSteps.with(
                child,
                gone.parent(),
                child.disks(),
                child.revertDisks(),
                disks,
                child.annotations());
    }

    private static Disk renamed(Disk disk, Snapshot child, Snapshot gone) {
        var overlay =
                gone.disks().stream()
                        .filter(made -> made.target().equals(disk.target()))
                        .flatMap(made -> made.overlay().stream())
                        .findFirst();
        return child.mode(disk.target()) == SnapshotMode.EXTERNAL
                        && overlay.isPresent()
                        && overlay.equals(disk.source().image())
                ? gone.domainDisk(disk.target()).map(below -> disk.on(below.source())).orElse(disk)
                : disk;
    }

    private static void edit(MemoryDomain domain, UnaryOperator<Definition> edit) {
        domain.definition = edit.apply(domain.definition);
        domain.guest.ifPresent(guest -> guest.definition = edit.apply(guest.definition));
    }
}
