package dev.varve.testing.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.Progress;
import dev.varve.core.model.ArchivedDomain;
import dev.varve.core.model.DomainArchive;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.StateStore;
import dev.varve.core.plan.step.ArchiveStep;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Steps that take a domain and its files out of an archive.
final class ArchiveSteps {
    private final World world;

    ArchiveSteps(World world) {
        this.world = world;
    }

    /// What a file held when it was packed; one of them.
    ///
    /// @param store a store's contents, or those of its copy
    record Packed(
            Optional<MemoryImage> image, Optional<SavedGuest> memory, Optional<String> store) {}

    DomainArchive pack(ArchivedDomain domain, Path archive) {
        var members = new HashMap<String, Packed>();
        for (var file : domain.files()) {
            var path = file.origin();
            members.put(
                    file.member(),
                    new Packed(
                            world.images.find(path).map(image -> image.as(path, image.backing)),
                            Optional.ofNullable(world.memoryFiles.get(path)).flatMap(held -> held),
                            Optional.ofNullable(world.stores.get(path))
                                    .or(() -> Optional.ofNullable(world.copies.get(path)))));
        }
        world.archives.put(archive, members);
        return new DomainArchive(
                archive,
                domain,
                members.keySet().stream().collect(Collectors.toMap(name -> name, name -> name)));
    }

    void perform(ArchiveStep step, Progress progress) {
        switch (step) {
            case ArchiveStep.UnpackFile s -> perform(s, progress);
            case ArchiveStep.DropUnpacked s -> perform(s);
            case ArchiveStep.DefineImport s -> perform(s);
            case ArchiveStep.UndefineImport s -> perform(s);
        }
    }

    private void perform(ArchiveStep.UnpackFile step, Progress progress) {
        var packed = packed(step.archive(), step.member()).orElseThrow(() -> missing(step));
        if (holds(step.file(), packed)) {
            return;
        }
        if (taken(step.file())) {
            throw new HypervisorException(
                    Kind.INVALID, "cannot create " + step.file() + ": the file exists");
        }
        progress.advanced(0, 1);
        world.change("unpack " + step.member(), () -> put(step, packed));
    }

    private static HypervisorException missing(ArchiveStep.UnpackFile step) {
        return new HypervisorException(
                Kind.NOT_FOUND, step.archive() + " has no member " + step.member());
    }

    private Optional<Packed> packed(Path archive, String member) {
        return Optional.ofNullable(world.archives.get(archive))
                .flatMap(members -> Optional.ofNullable(members.get(member)));
    }

    private boolean taken(Path file) {
        return world.images.has(file)
                || world.memoryFiles.containsKey(file)
                || world.copies.containsKey(file)
                || world.stores.containsKey(file);
    }

    private void put(ArchiveStep.UnpackFile step, Packed packed) {
        var file = step.file();
        packed.image().ifPresent(image -> world.images.put(image.as(file, step.backing())));
        packed.memory().ifPresent(saved -> world.memoryFiles.put(file, Optional.of(saved)));
        packed.store().ifPresent(held -> world.copies.put(file, held));
    }

    private boolean holds(Path file, Packed packed) {
        return world.images.find(file).filter(found -> same(found, packed)).isPresent()
                || packed.memory()
                        .filter(saved ->
                                Optional.of(saved)
                                        .equals(
                                                world.memoryFiles.getOrDefault(
                                                        file, Optional.empty())))
                        .isPresent()
                || packed.store().filter(held -> held.equals(world.copies.get(file))).isPresent();
    }

    private static boolean same(MemoryImage found, Packed packed) {
        return packed.image()
                .filter(image ->
                        image.clusters.equals(found.clusters)
                                && image.internal.equals(found.internal))
                .isPresent();
    }

    private void perform(ArchiveStep.DropUnpacked step) {
        var packed = packed(step.archive(), step.member());
        if (packed.isEmpty() || !holds(step.file(), packed.get())) {
            return;
        }
        world.change(
                "drop " + step.file(),
                () -> {
                    world.images.remove(step.file());
                    world.memoryFiles.remove(step.file());
                    world.copies.remove(step.file());
                });
    }

    private void perform(ArchiveStep.DefineImport step) {
        if (world.domains.containsKey(step.made().uuid())) {
            return;
        }
        if (world.domains.values().stream()
                .anyMatch(d -> d.ref.name().equals(step.made().name()))) {
            throw new HypervisorException(
                    Kind.INVALID, "domain '" + step.made() + "' already exists with another UUID");
        }
        var documents = new ImportedDocuments(world.documents, step);
        var made = new MemoryDomain(step.made(), documents.definition());
        step.nvram().ifPresent(file -> made.stores.put(StateStore.Kind.NVRAM, file));
        documents.snapshots().forEach(made::put);
        made.current = step.current();
        world.change(
                "define " + made.ref,
                () -> {
                    step.nvram()
                            .ifPresent(file ->
                                    Optional.ofNullable(world.copies.remove(file))
                                            .ifPresent(held -> world.stores.put(file, held)));
                    world.domains.put(made.ref.uuid(), made);
                });
    }

    private void perform(ArchiveStep.UndefineImport step) {
        var made = Optional.ofNullable(world.domains.get(step.made().uuid()));
        if (made.isEmpty()) {
            return;
        }
        if (made.get().guest.isPresent() || used(made.get(), Set.copyOf(step.snapshots()))) {
            throw new HypervisorException(
                    Kind.BUSY, "cannot undefine " + step.made() + ": it is in use");
        }
        world.change(
                "undefine " + step.made(),
                () -> {
                    made.get()
                            .stores
                            .values()
                            .forEach(file ->
                                    Optional.ofNullable(world.stores.remove(file))
                                            .ifPresent(held -> world.copies.put(file, held)));
                    world.domains.remove(step.made().uuid());
                });
    }

    private static boolean used(MemoryDomain made, Set<SnapshotName> imported) {
        return made.managedSave.isPresent() || !imported.containsAll(made.snapshots.keySet());
    }
}
