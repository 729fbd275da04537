package dev.varve.testing.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.model.Disk;
import dev.varve.core.model.RunState;
import dev.varve.core.model.Source;
import dev.varve.core.model.StateStore;
import dev.varve.core.plan.step.CloneStep;
import dev.varve.core.plan.step.DomainStep;
import dev.varve.core.plan.step.Move;
import dev.varve.core.plan.step.Placement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Steps that define, start and stop a domain.
final class DomainSteps {
    private static final String BOOTED = "booted";

    private final World world;

    DomainSteps(World world) {
        this.world = world;
    }

    void perform(MemoryDomain domain, DomainStep step) {
        switch (step) {
            case DomainStep.DefineDomain s -> perform(domain, s);
            case DomainStep.RestoreDefinition s -> perform(domain, s);
            case DomainStep.RepointDomain s -> perform(domain, s);
            case DomainStep.RedirectDomain s -> redirect(domain, s);
            case DomainStep.StopDomain _ -> stop(domain);
            case DomainStep.StopUnstarted _ -> stopUnstarted(domain);
            case DomainStep.DropManagedSave _ -> dropManagedSave(domain);
            case DomainStep.StartDomain s -> perform(domain, s);
            case DomainStep.RestoreMemory s -> perform(domain, s);
        }
    }

    void perform(CloneStep step) {
        switch (step) {
            case CloneStep.DefineClone s -> perform(s);
            case CloneStep.ResumeClone s -> perform(s);
            case CloneStep.UndefineClone s -> perform(s);
        }
    }

    static Definition placed(World world, Definition definition, List<Placement> placements) {
        return definition.with(disk ->
                placements.stream()
                        .filter(placed -> placed.disk().equals(disk.target()))
                        .map(placed -> source(world, placed))
                        .findFirst());
    }

    private static Source source(World world, Placement placed) {
        return Definition.source(placed.image(), placed.format(), isBlock(world, placed.image()));
    }

    /// A disk that names one of the images below no longer states what is below.
    static Definition moved(World world, Definition definition, List<Move> moves) {
        var heads =
                definition.stating(disk ->
                        moves.stream().anyMatch(move -> states(disk, move))
                                ? Set.of()
                                : disk.stated());
        return heads.with(disk ->
                moves.stream()
                        .filter(move -> concerns(move, disk))
                        .map(move ->
                                Definition.source(
                                        move.to(), move.format(), isBlock(world, move.to())))
                        .findFirst());
    }

    private static boolean states(Disk disk, Move move) {
        return move.disk().equals(disk.target()) && disk.stated().contains(move.from());
    }

    private static boolean concerns(Move move, Disk disk) {
        return move.disk().equals(disk.target())
                && disk.source().image().equals(Optional.of(move.from()));
    }

    private static boolean isBlock(World world, Path image) {
        return world.images.find(image).filter(found -> found.block).isPresent();
    }

    /// Disks that aren't placed keep the sources that they have now: the snapshot left them out.
    void perform(MemoryDomain domain, DomainStep.DefineDomain step) {
        var before = world.documents.definition(step.previous());
        var snapshot =
                new Definition(world.documents.snapshot(step.document()).domainDisks()).plain();
        var definition = keeping(snapshot, before);
        for (var lost : step.without()) {
            definition = definition.without(lost);
        }
        define(domain, placed(world, definition, step.placements()));
    }

    private static Definition keeping(Definition definition, Definition sources) {
        return definition.with(disk -> sources.disk(disk.target()).map(Disk::source));
    }

    void perform(MemoryDomain domain, DomainStep.RestoreDefinition step) {
        define(domain, world.documents.definition(step.definition()));
    }

    private void define(MemoryDomain domain, Definition definition) {
        if (!domain.definition.equals(definition)) {
            world.change("define " + domain.ref, () -> domain.definition = definition);
        }
    }

    /// A guest that runs on the image that is to be renamed away would find its definition to name
    /// another one after its stop.
    void perform(MemoryDomain domain, DomainStep.RepointDomain step) {
        var moves = step.moves().stream().map(move -> retargeted(domain.definition, move)).toList();
        if (domain.guest.isPresent() && !moved(world, domain.live(), moves).equals(domain.live())) {
            throw new HypervisorException(
                    Kind.BUSY, "cannot redefine " + domain.ref + ": its guest uses the old image");
        }
        define(domain, moved(world, domain.definition, moves));
    }

    /// Somebody may have given the disk another target since the plan was made: it is the one on the image.
    private static Move retargeted(Definition definition, Move move) {
        var now = definition.image(move.disk());
        if (now.filter(image -> image.equals(move.from()) || image.equals(move.to())).isPresent()) {
            return move;
        }
        return definition.disks().stream()
                .filter(disk -> disk.source().image().equals(Optional.of(move.from())))
                .map(disk -> move.of(disk.target()))
                .findFirst()
                .orElse(move);
    }

    void perform(CloneStep.DefineClone step) {
        var snapshot =
                new Definition(world.documents.snapshot(step.document()).domainDisks()).plain();
        var made = new MemoryDomain(step.made(), placed(world, snapshot, step.placements()));
        if (world.domains.containsKey(step.made().uuid())) {
            return;
        }
        if (world.domains.values().stream().anyMatch(d -> d.ref.name().equals(made.ref.name()))) {
            throw new HypervisorException(
                    Kind.INVALID, "domain '" + made.ref + "' already exists with another UUID");
        }
        step.nvram().ifPresent(file -> made.stores.put(StateStore.Kind.NVRAM, file));
        world.change(
                "define " + made.ref,
                () -> {
                    step.nvram().ifPresent(file -> move(file, world.copies, world.stores));
                    world.domains.put(made.ref.uuid(), made);
                });
    }

    private static void move(Path file, Map<Path, String> from, Map<Path, String> to) {
        Optional.ofNullable(from.remove(file)).ifPresent(held -> to.put(file, held));
    }

    void perform(CloneStep.ResumeClone step) {
        if (!world.domains.containsKey(step.define().made().uuid())) {
            perform(step.define());
            resume(step);
        }
        removeCopy(step.copy());
    }

    private void resume(CloneStep.ResumeClone step) {
        var saved = memory(step.memory());
        var definition = placed(world, saved.definition(), step.define().placements());
        var renamed = new SavedGuest(definition, saved.state(), saved.memory(), Map.of());
        try {
            world.change(
                    "copy " + step.memory(),
                    () -> world.memoryFiles.put(step.copy(), Optional.of(renamed)));
            var state = step.paused() ? RunState.PAUSED : RunState.RUNNING;
            run(
                    world.domain(step.define().made()),
                    new Guest(definition, state, saved.memory()),
                    Optional.empty());
        } catch (HypervisorException e) {
            removeCopy(step.copy());
            throw e;
        }
    }

    private void removeCopy(Path copy) {
        if (world.memoryFiles.containsKey(copy)) {
            world.change("remove " + copy, () -> world.memoryFiles.remove(copy));
        }
    }

    private SavedGuest memory(Path file) {
        return Optional.ofNullable(world.memoryFiles.get(file))
                .flatMap(held -> held)
                .orElseThrow(() ->
                        new HypervisorException(
                                Kind.FAILED, "cannot read a guest's memory from " + file));
    }

    void perform(CloneStep.UndefineClone step) {
        step.memory().ifPresent(this::removeCopy);
        var made = Optional.ofNullable(world.domains.get(step.made().uuid()));
        if (made.isEmpty()) {
            return;
        }
        if (made.get().guest.isPresent() || !made.get().snapshots.isEmpty()) {
            throw new HypervisorException(
                    Kind.BUSY, "cannot undefine " + step.made() + ": it is in use");
        }
        world.change(
                "undefine " + step.made(),
                () -> {
                    made.get()
                            .stores
                            .values()
                            .forEach(file -> move(file, world.stores, world.copies));
                    world.domains.remove(step.made().uuid());
                });
    }

    void redirect(MemoryDomain domain, DomainStep.RedirectDomain step) {
        if (domain.guest.isPresent()) {
            var now = moved(world, domain.live(), step.moves());
            if (now.equals(domain.live())) {
                return; // Started on the new images, which are there by now.
            }
            throw new HypervisorException(
                    Kind.BUSY, "cannot redirect " + domain.ref + ": its guest runs");
        }
        define(domain, moved(world, domain.definition, step.moves()));
    }

    void stop(MemoryDomain domain) {
        if (domain.guest.isPresent()) {
            world.change("stop " + domain.ref, () -> domain.guest = Optional.empty());
        }
    }

    void stopUnstarted(MemoryDomain domain) {
        if (domain.guest.filter(guest -> guest.ran).isPresent()) {
            throw new HypervisorException(
                    Kind.BUSY, "cannot end the QEMU of " + domain.ref + ": its guest has run");
        }
        stop(domain);
    }

    void dropManagedSave(MemoryDomain domain) {
        if (domain.managedSave.isPresent()) {
            world.change(
                    "remove the managed save image of " + domain.ref,
                    () -> domain.managedSave = Optional.empty());
        }
    }

    void save(MemoryDomain domain) {
        domain.guest.ifPresent(guest ->
                world.change(
                        "save " + domain.ref,
                        () -> {
                            domain.managedSave = Optional.of(guest.saved(world.stored(domain)));
                            domain.guest = Optional.empty();
                        }));
    }

    void perform(MemoryDomain domain, DomainStep.StartDomain step) {
        if (domain.guest.isPresent()) {
            return;
        }
        var state = step.paused() ? RunState.PAUSED : RunState.RUNNING;
        var saved = domain.managedSave;
        var definition = saved.map(SavedGuest::definition).orElse(domain.definition);
        var memory = saved.map(SavedGuest::memory).orElse(BOOTED);
        run(domain, new Guest(definition.plain(), state, memory), saved.map(SavedGuest::stores));
    }

    void perform(MemoryDomain domain, DomainStep.RestoreMemory step) {
        if (domain.guest.isPresent()) {
            return;
        }
        var saved = memory(step.file());
        var definition =
                placed(world, keeping(saved.definition(), domain.definition), step.placements());
        var state = step.paused() ? RunState.PAUSED : RunState.RUNNING;
        var guest = new Guest(definition, state, saved.memory());
        guest.released = step.paused();
        run(domain, guest, Optional.of(saved.stores()));
    }

    /// @param stores what QEMU writes back of what was saved with the memory
    private void run(MemoryDomain domain, Guest guest, Optional<Map<Path, String>> stores) {
        for (var disk : domain.definition.disks()) {
            disk.stated().forEach(world.images::get);
        }
        for (var disk : guest.definition.disks()) {
            var image = disk.source().image();
            image.ifPresent(world.images::chain);
            image.filter(_ -> !disk.readonly())
                    .ifPresent(path -> world.refuseOpenElsewhere(domain, path));
        }
        world.change(
                "start " + domain.ref,
                () -> {
                    domain.guest = Optional.of(guest);
                    stores.ifPresent(world.stores::putAll);
                    domain.managedSave = Optional.empty();
                });
    }
}
