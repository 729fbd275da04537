package dev.varve.testing.memory;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.model.Memory;
import dev.varve.core.model.Snapshot;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.Source;
import dev.varve.core.model.StateStore;
import dev.varve.core.model.StoreCopy;
import dev.varve.core.plan.step.ArchiveStep;
import dev.varve.core.plan.step.NewPlace;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What an import defines, with each file where it is now. A copy was taken with no other domain.
final class ImportedDocuments {
    private final Documents documents;
    private final ArchiveStep.DefineImport step;
    private final Map<Path, Path> places;

    ImportedDocuments(Documents documents, ArchiveStep.DefineImport step) {
        this.documents = documents;
        this.step = step;
        this.places =
                step.places().stream().collect(Collectors.toMap(NewPlace::from, NewPlace::to));
    }

    Definition definition() {
        return moved(documents.definition(step.definition()));
    }

    List<Snapshot> snapshots() {
        return step.snapshots().stream().map(this::moved).toList();
    }

    private Definition moved(Definition definition) {
        return definition.plain().with(disk -> Optional.of(moved(disk.source())));
    }

    private Source moved(Source source) {
        return switch (source) {
            case Source.File(var path, var format) -> new Source.File(moved(path), format);
            case Source.Block(var path, var format) -> new Source.File(moved(path), format);
            case Source.Elsewhere elsewhere -> elsewhere;
            case Source.Empty empty -> empty;
        };
    }

    private Path moved(Path path) {
        return places.getOrDefault(path, path);
    }

    private Snapshot moved(ArchivedSnapshot archived) {
        var then = documents.snapshot(archived.document());
        var annotations = moved(then.annotations());
        return new Snapshot(
                then.name(),
                then.parent(),
                then.state(),
                then.creationTime(),
                then.description(),
                then.memory() instanceof Memory.External(var file)
                        ? new Memory.External(moved(file))
                        : then.memory(),
                moved(then.disks()),
                moved(then.revertDisks()),
                moved(new Definition(then.domainDisks())).disks(),
                then.restorable(),
                step.original().isPresent() ? annotations.withGroup(Optional.empty()) : annotations,
                "");
    }

    private List<SnapshotDisk> moved(List<SnapshotDisk> disks) {
        return disks.stream()
                .map(disk ->
                        new SnapshotDisk(
                                disk.target(), disk.mode(), disk.overlay().map(this::moved)))
                .toList();
    }

    private Annotations moved(Annotations then) {
        var copies = new EnumMap<StateStore.Kind, StoreCopy>(StateStore.Kind.class);
        then.copies()
                .forEach((kind, copy) ->
                        copies.put(kind, new StoreCopy(moved(copy.file()), moved(copy.of()))));
        return then.withBranchLayers(then.branchLayers().stream().map(this::moved).toList())
                .withCopies(copies);
    }
}
