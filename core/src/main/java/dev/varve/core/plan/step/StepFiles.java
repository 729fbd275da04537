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
public record StepFiles(List<Path> needed, List<Path> made) {
    public StepFiles {
        needed = List.copyOf(needed);
        made = List.copyOf(made);
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

    /// {@return all of them}
    public Stream<Path> all() {
        return Stream.concat(needed.stream(), made.stream());
    }

    /// {@return those of the step}
    public static StepFiles of(Step step) {
        return switch (step) {
            case Step.OnDomain s -> of(s.inner());
            case Step.TakeMember s -> of(s.take());
            case Step.OnArchive s -> ofArchive(s);
            case Step.CreateOverlay s -> makes(s.overlay(), s.base());
            case Step.CopyImage s -> makes(s.copy(), s.source());
            case Step.CopyLayer s -> makes(s.copy(), s.image());
            case Step.MirrorHead s -> makes(s.copy(), s.head());
            case Step.CopySnapshot s -> makes(s.copy(), s.image());
            case Step.RestoreStore s -> makes(s.store(), s.copy());
            case Step.RestoreMemory s -> needs(s.file());
            case Step.TakeSnapshot s ->
                    new StepFiles(images(s.overlays()), s.memory().stream().toList());
            case Step.DefineDomain s -> new StepFiles(images(s.placements()), List.of());
            case Step.DefineClone s -> defining(s);
            case Step.ResumeClone s -> resuming(s);
            case Step.UntakeSnapshot s ->
                    new StepFiles(
                            s.moves().stream().map(Move::to).toList(),
                            s.moves().stream().map(Move::from).toList());
            case Step.Commit s -> needs(s.top(), s.base());
            case Step.Pull s -> needs(s.top(), s.upper(), s.base());
            case Step.RepointOverlay s -> needs(s.overlay(), s.to());
            case Step.StateFormat s -> needs(s.overlay());
            case Step.ResetImage s -> needs(s.image());
            case Step.ApplyInternal s -> needs(s.image());
            case Step.RemoveInternal s -> needs(s.image());
            case Step.DropOverlay s -> makes(s.overlay());
            case Step.ReserveMemory s -> makes(s.file());
            case Step.DropMemory s -> makes(s.file());
            case Step.RemoveMemory s -> makes(s.file());
            case Step.CopyStore s -> makes(s.copy());
            case Step.RemoveStoreCopy s -> makes(s.copy());
            case Step.DropMirror s -> makes(s.copy());
            case Step.KeepCopy s -> makes(s.copy());
            case Step.DropImageCopy s -> makes(s.copy());
            case Step.DropLayerCopy s -> makes(s.copy());
            case Step.DropCopy s -> makes(s.copy());
            case Step.UndefineClone s -> new StepFiles(List.of(), s.memory().stream().toList());
            case Step.RemoveImage s -> makes(s.image());
            case Step.CompareStore _,
                    Step.RecordSnapshot _,
                    Step.ForgetSnapshot _,
                    Step.RestoreSnapshot _,
                    Step.SelectSnapshot _,
                    Step.DeselectSnapshot _,
                    Step.RestoreDefinition _,
                    Step.RedirectDomain _,
                    Step.StopDomain _,
                    Step.StopUnstarted _,
                    Step.DropManagedSave _,
                    Step.StartDomain _,
                    Step.RepointSnapshot _,
                    Step.RepointDomain _,
                    Step.Annotate _,
                    Step.ClearDeleteMarks _,
                    Step.Describe _,
                    Step.ResumeInternal _,
                    Step.DeleteInternal _,
                    Step.FreezeGuest _,
                    Step.ThawGuest _,
                    Step.PauseGuest _,
                    Step.ResumeGuest _ ->
                    none();
        };
    }

    /// {@return those that are there only once the step has made them, and that Varve itself makes: libvirt also makes the
    /// directory of its own}
    public static List<Path> created(Step step) {
        return switch (step) {
            case Step.CreateOverlay s -> List.of(s.overlay());
            case Step.CopyImage s -> List.of(s.copy());
            case Step.CopyLayer s -> List.of(s.copy());
            case Step.CopySnapshot s -> List.of(s.copy());
            case Step.MirrorHead s -> s.options().given() ? List.of() : List.of(s.copy());
            case Step.ReserveMemory s -> List.of(s.file());
            case Step.CopyStore s -> List.of(s.copy());
            case Step.UnpackFile s -> List.of(s.file());
            default -> List.of();
        };
    }

    private static StepFiles ofArchive(Step.OnArchive step) {
        return switch (step) {
            case Step.UnpackFile s -> makes(s.file());
            case Step.DropUnpacked s -> makes(s.file());
            case Step.DefineImport s -> new StepFiles(List.of(), s.nvram().stream().toList());
            case Step.UndefineImport _ -> none();
        };
    }

    private static StepFiles defining(Step.DefineClone step) {
        return new StepFiles(images(step.placements()), step.nvram().stream().toList());
    }

    private static StepFiles resuming(Step.ResumeClone step) {
        var define = defining(step.define());
        var needed = new ArrayList<>(define.needed());
        needed.add(step.memory());
        return new StepFiles(needed, List.of(step.copy()));
    }

    private static List<Path> images(List<Placement> placements) {
        return placements.stream().map(Placement::image).toList();
    }
}
