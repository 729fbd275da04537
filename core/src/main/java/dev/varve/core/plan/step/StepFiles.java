package dev.varve.core.plan.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The files that a step is about.
///
/// @param needed those that it reads or changes, so that it can't be performed without them, nor have
///     been performed where they aren't there
/// @param made those that it makes, or removes: whether they are there tells nothing by itself
/// @param created those of the made that are there only once the step has made them, and that Varve itself makes: libvirt
///     also makes the directory of its own
public record StepFiles(List<Path> needed, List<Path> made, List<Path> created) {
    public StepFiles {
        needed = List.copyOf(needed);
        made = List.copyOf(made);
        created = List.copyOf(created);
    }

    private StepFiles(List<Path> needed, List<Path> made) {
        this(needed, made, List.of());
    }

    private static StepFiles none() {
        return new StepFiles(List.of(), List.of());
    }

    private static StepFiles needs(Path... files) {
        return new StepFiles(List.of(files), List.of());
    }

    private static StepFiles makes(Path... files) {
        return new StepFiles(List.of(), List.of(files));
    }

    private static StepFiles makes(Path made, Path from) {
        return new StepFiles(List.of(from), List.of(made));
    }

    private static StepFiles creates(Path created) {
        return new StepFiles(List.of(), List.of(created), List.of(created));
    }

    private static StepFiles creates(Path created, Path from) {
        return new StepFiles(List.of(from), List.of(created), List.of(created));
    }

    /// {@return all of them}
    public Stream<Path> all() {
        return Stream.concat(needed.stream(), made.stream());
    }

    /// {@return those of the step}
    public static StepFiles of(Step step) {
        return switch (step) {
            case Step.OnDomain s -> of(s.inner());
            case ArchiveStep s -> ofArchive(s);
            case CloneStep s -> ofClone(s);
            case DomainStep s -> ofDomain(s);
            case ImageStep s -> ofImage(s);
            case InternalStep s -> ofInternal(s);
            case MemoryStep s -> ofMemory(s);
            case MergeStep s -> ofMerge(s);
            case MirrorStep s -> ofMirror(s);
            case StoreStep s -> ofStore(s);
            case TakeStep s -> ofTake(s);
            case GuestStep _, SnapshotStep _ -> none();
        };
    }

    private static StepFiles ofArchive(ArchiveStep step) {
        return switch (step) {
            case ArchiveStep.UnpackFile s -> creates(s.file());
            case ArchiveStep.DropUnpacked s -> makes(s.file());
            case ArchiveStep.DefineImport s ->
                    new StepFiles(List.of(), s.nvram().stream().toList());
            case ArchiveStep.UndefineImport _ -> none();
        };
    }

    private static StepFiles ofClone(CloneStep step) {
        return switch (step) {
            case CloneStep.DefineClone s -> defining(s);
            case CloneStep.ResumeClone s -> resuming(s);
            case CloneStep.UndefineClone s ->
                    new StepFiles(List.of(), s.memory().stream().toList());
        };
    }

    private static StepFiles ofDomain(DomainStep step) {
        return switch (step) {
            case DomainStep.DefineDomain s -> new StepFiles(images(s.placements()), List.of());
            case DomainStep.RestoreMemory s -> needs(s.file());
            case DomainStep.RestoreDefinition _,
                    DomainStep.RepointDomain _,
                    DomainStep.RedirectDomain _,
                    DomainStep.StopDomain _,
                    DomainStep.StopUnstarted _,
                    DomainStep.DropManagedSave _,
                    DomainStep.StartDomain _ ->
                    none();
        };
    }

    private static StepFiles ofImage(ImageStep step) {
        return switch (step) {
            case ImageStep.CreateOverlay s -> creates(s.overlay(), s.base());
            case ImageStep.CopyImage s -> creates(s.copy(), s.source());
            case ImageStep.CopyLayer s -> creates(s.copy(), s.image());
            case ImageStep.RepointOverlay s -> needs(s.overlay(), s.to());
            case ImageStep.StateFormat s -> needs(s.overlay());
            case ImageStep.DropOverlay s -> makes(s.overlay());
            case ImageStep.DropImageCopy s -> makes(s.copy());
            case ImageStep.DropLayerCopy s -> makes(s.copy());
            case ImageStep.RemoveImage s -> makes(s.image());
        };
    }

    private static StepFiles ofInternal(InternalStep step) {
        return switch (step) {
            case InternalStep.CopySnapshot s -> creates(s.copy(), s.image());
            case InternalStep.ResetImage s -> needs(s.image());
            case InternalStep.ApplyInternal s -> needs(s.image());
            case InternalStep.RemoveInternal s -> needs(s.image());
            case InternalStep.DropCopy s -> makes(s.copy());
            case InternalStep.ResumeInternal _, InternalStep.DeleteInternal _ -> none();
        };
    }

    private static StepFiles ofMemory(MemoryStep step) {
        return switch (step) {
            case MemoryStep.ReserveMemory s -> creates(s.file());
            case MemoryStep.DropMemory s -> makes(s.file());
            case MemoryStep.RemoveMemory s -> makes(s.file());
        };
    }

    private static StepFiles ofMerge(MergeStep step) {
        return switch (step) {
            case MergeStep.Commit s -> needs(s.top(), s.base());
            case MergeStep.Pull s -> needs(s.top(), s.upper(), s.base());
        };
    }

    private static StepFiles ofMirror(MirrorStep step) {
        return switch (step) {
            case MirrorStep.MirrorHead s ->
                    s.options().given() ? makes(s.copy(), s.head()) : creates(s.copy(), s.head());
            case MirrorStep.DropMirror s -> makes(s.copy());
            case MirrorStep.KeepCopy s -> makes(s.copy());
        };
    }

    private static StepFiles ofStore(StoreStep step) {
        return switch (step) {
            case StoreStep.CopyStore s -> creates(s.copy());
            case StoreStep.RestoreStore s -> makes(s.store(), s.copy());
            case StoreStep.RemoveStoreCopy s -> makes(s.copy());
            case StoreStep.CompareStore _ -> none();
        };
    }

    private static StepFiles ofTake(TakeStep step) {
        return switch (step) {
            case TakeStep.TakeMember s -> ofTake(s.take());
            case TakeStep.TakeSnapshot s ->
                    new StepFiles(images(s.overlays()), s.memory().stream().toList());
            case TakeStep.UntakeSnapshot s ->
                    new StepFiles(
                            s.moves().stream().map(Move::to).toList(),
                            s.moves().stream().map(Move::from).toList());
        };
    }

    private static StepFiles defining(CloneStep.DefineClone step) {
        return new StepFiles(images(step.placements()), step.nvram().stream().toList());
    }

    private static StepFiles resuming(CloneStep.ResumeClone step) {
        var define = defining(step.define());
        var needed = new ArrayList<>(define.needed());
        needed.add(step.memory());
        return new StepFiles(needed, List.of(step.copy()));
    }

    private static List<Path> images(List<Placement> placements) {
        return placements.stream().map(Placement::image).toList();
    }
}
