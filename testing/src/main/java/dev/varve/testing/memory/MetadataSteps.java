package dev.varve.testing.memory;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.Disk;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotMode;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Placement;
import dev.varve.core.plan.step.SnapshotStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Steps that change the metadata of snapshots and nothing else.
final class MetadataSteps {
    private final World world;

    MetadataSteps(World world) {
        this.world = world;
    }

    void perform(MemoryDomain domain, SnapshotStep step) {
        switch (step) {
            case SnapshotStep.RecordSnapshot s -> perform(domain, s);
            case SnapshotStep.ForgetSnapshot s -> perform(domain, s);
            case SnapshotStep.RestoreSnapshot s -> perform(domain, s);
            case SnapshotStep.SelectSnapshot s -> perform(domain, s);
            case SnapshotStep.DeselectSnapshot s -> perform(domain, s);
            case SnapshotStep.RepointSnapshot s -> perform(domain, s);
            case SnapshotStep.Annotate s -> perform(domain, s);
            case SnapshotStep.Describe s -> perform(domain, s);
            case SnapshotStep.ClearDeleteMarks s -> perform(domain, s);
        }
    }

    void perform(MemoryDomain domain, SnapshotStep.RecordSnapshot step) {
        if (domain.knows(step.name())) {
            return;
        }
        var definition =
                DomainSteps.placed(
                        world, world.documents.definition(step.definition()), step.heads());
        var snapshot =
                new Snapshot(
                        step.name(),
                        step.parent(),
                        step.state(),
                        step.creationTime(),
                        step.description(),
                        new Memory.None(),
                        step.disks(),
                        List.of(),
                        definition.plain().disks(),
                        true,
                        step.annotations(),
                        "");
        world.change("define snapshot " + step.name(), () -> domain.put(snapshot));
    }

    void perform(MemoryDomain domain, SnapshotStep.ClearDeleteMarks step) {
        var marked = domain.deleteMarks.getOrDefault(step.name(), Set.of());
        if (marked.stream().anyMatch(step.disks()::contains)) {
            world.change("clear the marks of " + step.name(), () -> marked.removeAll(step.disks()));
        }
    }

    /// As libvirt does it: first the children, then the current snapshot, then the metadata itself.
    void perform(MemoryDomain domain, SnapshotStep.ForgetSnapshot step) {
        if (!domain.knows(step.name())) {
            return;
        }
        var parent = domain.snapshot(step.name()).parent();
        for (var child : children(domain, step.name())) {
            reparent(domain, child, parent);
        }
        if (domain.current.equals(Optional.of(step.name()))) {
            world.change("set the current snapshot", () -> domain.current = parent);
        }
        world.change("remove snapshot " + step.name(), () -> domain.snapshots.remove(step.name()));
    }

    private static List<Snapshot> children(MemoryDomain domain, SnapshotName name) {
        return domain.snapshots.values().stream()
                .filter(snapshot -> snapshot.parent().equals(Optional.of(name)))
                .toList();
    }

    private void reparent(MemoryDomain domain, Snapshot child, Optional<SnapshotName> parent) {
        if (!child.parent().equals(parent)) {
            world.change(
                    "set the parent of snapshot " + child.name(),
                    () -> domain.put(withParent(child, parent)));
        }
    }

    void perform(MemoryDomain domain, SnapshotStep.RestoreSnapshot step) {
        define(domain, world.documents.snapshot(step.document()));
        for (var child : step.children()) {
            if (domain.knows(child)) {
                reparent(domain, domain.snapshot(child), Optional.of(step.name()));
            }
        }
        if (step.current()) {
            makeCurrent(domain, Optional.of(step.name()));
        }
    }

    private void define(MemoryDomain domain, Snapshot snapshot) {
        if (!snapshot.equals(domain.snapshots.get(snapshot.name()))) {
            world.change("define snapshot " + snapshot.name(), () -> domain.put(snapshot));
        }
    }

    private void makeCurrent(MemoryDomain domain, Optional<SnapshotName> name) {
        if (!domain.current.equals(name)) {
            world.change("set the current snapshot", () -> domain.current = name);
        }
    }

    void perform(MemoryDomain domain, SnapshotStep.SelectSnapshot step) {
        var before = world.documents.snapshot(step.document());
        var overlays = step.overlays();
        define(
                domain,
                step.branch()
                        ? withDisks(before, before.disks(), revertDisks(overlays))
                        : withDisks(before, replaced(before.disks(), overlays), List.of()));
        makeCurrent(domain, Optional.of(step.name()));
    }

    private static List<SnapshotDisk> revertDisks(List<Placement> overlays) {
        return overlays.stream()
                .map(placed ->
                        new SnapshotDisk(
                                placed.disk(), SnapshotMode.EXTERNAL, Optional.of(placed.image())))
                .toList();
    }

    private static List<SnapshotDisk> replaced(List<SnapshotDisk> disks, List<Placement> overlays) {
        return disks.stream()
                .map(disk ->
                        revertDisks(overlays).stream()
                                .filter(other -> other.target().equals(disk.target()))
                                .findFirst()
                                .orElse(disk))
                .toList();
    }

    void perform(MemoryDomain domain, SnapshotStep.DeselectSnapshot step) {
        makeCurrent(domain, step.previous());
        define(domain, world.documents.snapshot(step.document()));
    }

    void perform(MemoryDomain domain, SnapshotStep.RepointSnapshot step) {
        if (!domain.knows(step.name())) {
            return;
        }
        var before = domain.snapshot(step.name());
        var domainDisks =
                DomainSteps.moved(world, new Definition(before.domainDisks()), step.moves())
                        .disks();
        define(
                domain,
                with(
                        before,
                        before.parent(),
                        moved(before.disks(), step.moves()),
                        moved(before.revertDisks(), step.moves()),
                        domainDisks,
                        before.annotations()));
    }

    private static List<SnapshotDisk> moved(List<SnapshotDisk> disks, List<Move> moves) {
        return disks.stream()
                .map(disk ->
                        new SnapshotDisk(
                                disk.target(),
                                disk.mode(),
                                disk.overlay().map(at -> moved(disk.target(), at, moves))))
                .toList();
    }

    private static Path moved(DiskTarget disk, Path path, List<Move> moves) {
        return moves.stream()
                .filter(move -> move.disk().equals(disk) && move.from().equals(path))
                .map(Move::to)
                .findFirst()
                .orElse(path);
    }

    void perform(MemoryDomain domain, SnapshotStep.Annotate step) {
        if (domain.knows(step.name())) {
            var s = domain.snapshot(step.name());
            define(
                    domain,
                    with(
                            s,
                            s.parent(),
                            s.disks(),
                            s.revertDisks(),
                            s.domainDisks(),
                            step.annotations()));
        }
    }

    void perform(MemoryDomain domain, SnapshotStep.Describe step) {
        if (domain.knows(step.name())) {
            var s = domain.snapshot(step.name());
            define(
                    domain,
                    new Snapshot(
                            s.name(),
                            s.parent(),
                            s.state(),
                            s.creationTime(),
                            step.description(),
                            s.memory(),
                            s.disks(),
                            s.revertDisks(),
                            s.domainDisks(),
                            s.restorable(),
                            s.annotations(),
                            ""));
        }
    }

    private static Snapshot withParent(Snapshot s, Optional<SnapshotName> parent) {
        return with(s, parent, s.disks(), s.revertDisks(), s.domainDisks(), s.annotations());
    }

    private static Snapshot withDisks(
            Snapshot s, List<SnapshotDisk> disks, List<SnapshotDisk> revertDisks) {
        return with(s, s.parent(), disks, revertDisks, s.domainDisks(), s.annotations());
    }

    static Snapshot with(
            Snapshot s,
            Optional<SnapshotName> parent,
            List<SnapshotDisk> disks,
            List<SnapshotDisk> revertDisks,
            List<Disk> domainDisks,
            Annotations annotations) {
        return new Snapshot(
                s.name(),
                parent,
                s.state(),
                s.creationTime(),
                s.description(),
                s.memory(),
                disks,
                revertDisks,
                domainDisks,
                s.restorable(),
                annotations,
                "");
    }
}
