package dev.varve.core.plan.step;

import dev.varve.core.model.DiskTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Steps in words.
final class StepText {
    private StepText() {}

    /// {@return the step in a line}
    static String of(Step step) {
        return switch (step) {
            case Step.CreateOverlay s -> "create overlay " + s.overlay() + " on " + s.base();
            case Step.DropOverlay s -> "remove the empty overlay " + s.overlay();
            case Step.ReserveMemory s -> "reserve " + s.file() + " for the guest's memory";
            case Step.DropMemory s -> "remove the memory file " + s.file();
            case Step.RemoveMemory s -> "remove the memory file " + s.file();
            case Step.CopyStore s -> "copy the " + s.kind().title() + " to " + s.copy();
            case Step.CompareStore s -> "see whether the guest changed its " + s.kind().title();
            case Step.RemoveStoreCopy s -> "remove the copy " + s.copy();
            case Step.RestoreStore s -> "put back the " + s.kind().title() + " from " + s.copy();
            case Step.TakeSnapshot s -> "take snapshot " + s.name() + switched(s.overlays());
            case Step.RecordSnapshot s -> "keep the present state as snapshot " + s.name();
            case Step.ForgetSnapshot s -> "remove the metadata of snapshot " + s.name();
            case Step.RestoreSnapshot s -> "put back the metadata of snapshot " + s.name();
            case Step.SelectSnapshot s -> "make snapshot " + s.name() + " the current one";
            case Step.DeselectSnapshot s -> "undo making snapshot " + s.name() + " the current one";
            case Step.DefineDomain s ->
                    "define the domain as in snapshot "
                            + s.name()
                            + switched(s.placements())
                            + without(s.without());
            case Step.RestoreDefinition _ -> "put back the definition of the domain";
            case Step.CopyImage s ->
                    "copy "
                            + s.snapshot()
                                    .map(name -> "internal snapshot " + name + " in ")
                                    .orElse("")
                            + s.source()
                            + " and what it lies on to "
                            + s.copy();
            case Step.CopyLayer s -> "copy " + s.image() + " to " + s.copy();
            case Step.MirrorHead s ->
                    "copy the active layer " + s.head() + " to " + s.copy() + then(s.end());
            case Step.DropMirror s -> "remove the copy " + s.copy();
            case Step.KeepCopy s -> "keep the copy " + s.copy();
            case Step.RedirectDomain s -> "let the domain name " + names(s.moves());
            case Step.DropImageCopy s -> "remove the copy " + s.copy();
            case Step.DropLayerCopy s -> "remove the copy " + s.copy();
            case Step.DefineClone s ->
                    "define domain "
                            + s.made()
                            + " as in snapshot "
                            + s.snapshot()
                            + switched(s.placements());
            case Step.ResumeClone s ->
                    of(s.define()) + ", and go on with the memory in " + s.memory();
            case Step.UndefineClone s -> "undefine domain " + s.made();
            case Step.UnpackFile s ->
                    "take " + s.member() + " out of " + s.archive() + " as " + s.file();
            case Step.DropUnpacked s -> "remove " + s.file();
            case Step.DefineImport s ->
                    "define domain " + s.made() + " with " + s.snapshots().size() + " snapshots";
            case Step.UndefineImport s -> "undefine domain " + s.made();
            case Step.StopDomain _ -> "stop the guest";
            case Step.StopUnstarted _ -> "end the QEMU whose guest has never run";
            case Step.ClearDeleteMarks s ->
                    "remove the marks of a delete that was cut from snapshot " + s.name();
            case Step.DropManagedSave _ -> "remove the managed save image";
            case Step.StartDomain s -> s.paused() ? "start the domain paused" : "start the domain";
            case Step.RestoreMemory s -> "resume the guest from " + s.file();
            case Step.Commit s -> "commit " + s.top() + " into " + s.base() + " on " + s.disk();
            case Step.Pull s -> "pull " + s.base() + " into " + s.top() + " on " + s.disk();
            case Step.RepointOverlay s ->
                    "set the backing file of " + s.overlay() + " to " + s.to();
            case Step.StateFormat s ->
                    "state in "
                            + s.overlay()
                            + " that its backing file "
                            + s.backing()
                            + " is "
                            + s.format().formatName();
            case Step.RepointSnapshot s -> "let snapshot " + s.name() + " name " + names(s.moves());
            case Step.RepointDomain s -> "let the domain name " + names(s.moves());
            case Step.Annotate s -> "note " + changed(s) + " in snapshot " + s.name();
            case Step.Describe s ->
                    "describe snapshot " + s.name() + " as \"" + s.description() + "\"";
            case Step.RemoveImage s -> "remove " + s.image();
            case Step.CopySnapshot s ->
                    "copy internal snapshot "
                            + s.snapshot()
                            + " of "
                            + s.image()
                            + " to "
                            + s.copy();
            case Step.DropCopy s -> "remove the copy " + s.copy();
            case Step.ResetImage s ->
                    "go back to internal snapshot " + s.snapshot() + " in " + s.image();
            case Step.ApplyInternal s ->
                    "go back to internal snapshot "
                            + s.snapshot()
                            + " in "
                            + s.image()
                            + ", and keep what is there as "
                            + s.keep();
            case Step.RemoveInternal s ->
                    "remove internal snapshot " + s.snapshot() + " from " + s.image();
            case Step.ResumeInternal s -> "resume the guest from internal snapshot " + s.name();
            case Step.DeleteInternal s -> "delete internal snapshot " + s.name();
            case Step.OnDomain s -> s.domain() + ": " + s.inner().describe();
            case Step.FreezeGuest s ->
                    "freeze the guest's file systems, within " + s.timeoutSeconds() + " s";
            case Step.ThawGuest _ -> "thaw the guest's file systems";
            case Step.PauseGuest _ -> "pause the guest";
            case Step.ResumeGuest _ -> "let the guest go on";
            case Step.TakeMember s -> s.take().describe();
            case Step.UntakeSnapshot s -> "take back snapshot " + s.name();
        };
    }

    private static String without(List<DiskTarget> disks) {
        return disks.isEmpty()
                ? ""
                : ", without "
                        + disks.stream().map(DiskTarget::name).collect(Collectors.joining(", "));
    }

    private static String switched(List<Placement> placements) {
        return placements.isEmpty()
                ? ""
                : placements.stream()
                        .map(Placement::toString)
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String changed(Step.Annotate step) {
        var now = step.annotations();
        var before = step.previous();
        var words = new ArrayList<String>();
        if (!now.branchLayers().equals(before.branchLayers())) {
            words.add("unnamed branch layers");
        }
        if (!now.hold().equals(before.hold())) {
            words.add(now.hold().map(reason -> "a hold (" + reason + ")").orElse("no hold"));
        }
        if (!now.tags().equals(before.tags())) {
            words.add("the tags " + now.tags());
        }
        if (!now.policy().equals(before.policy())) {
            words.add("the policy " + now.policy().orElse("none"));
        }
        if (!now.expires().equals(before.expires())) {
            words.add("when it expires");
        }
        if (!now.copies().equals(before.copies())) {
            words.add("where the copies of NVRAM and TPM state are");
        }
        if (!now.group().equals(before.group())) {
            words.add(now.group().map(group -> "the group " + group).orElse("no group"));
        }
        return words.isEmpty() ? "nothing" : String.join(", ", words);
    }

    private static String names(List<Move> moves) {
        return moves.stream()
                .map(move -> move.to() + " instead of " + move.from())
                .collect(Collectors.joining(", "));
    }

    private static String then(MirrorEnd end) {
        return switch (end) {
            case STARTED -> ", in the background";
            case READY -> ", and keep it in step";
            case COPIED -> "";
            case PIVOTED -> ", and go on there";
        };
    }
}
