package dev.varve.core.plan;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.Layer;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.SnapshotState;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One step of a plan, on the plan's domain. Every step is repeatable: performed again after it
/// was cut half-way, or after it was done, it leaves what performing it once leaves.
public sealed interface Step {

    /// Makes an empty overlay. Never replaces a file.
    record CreateOverlay(
            DiskTarget disk, Path overlay, Path base, ImageFormat baseFormat, long virtualSize)
            implements Step {}

    /// Removes an overlay that nothing was written to; leaves one that holds data.
    record DropOverlay(Path overlay, Path base) implements Step {}

    /// Makes the empty file that the guest's memory goes into. Never replaces a file.
    record ReserveMemory(Path file) implements Step {}

    /// Removes a file with a guest's memory, unless a snapshot still names it.
    record RemoveMemory(Path file) implements Step {}

    /// Takes the snapshot: switches every disk to its overlay at one moment.
    ///
    /// @param document the `<domainsnapshot>` that the user gave
    /// @param overlays the prepared overlays; disks not among them are left to `document`
    record TakeSnapshot(
            SnapshotName name,
            String document,
            List<Placement> overlays,
            Optional<Path> memory,
            TakeOptions options)
            implements Step {}

    /// Registers a snapshot of the domain as it is, without touching its disks: their active layers
    /// become frozen layers.
    ///
    /// @param heads the active layers
    /// @param definition the domain's definition, which the snapshot keeps
    record RecordSnapshot(
            SnapshotName name,
            Optional<SnapshotName> parent,
            SnapshotState state,
            long creationTime,
            String description,
            List<SnapshotDisk> disks,
            List<Placement> heads,
            String definition,
            Annotations annotations)
            implements Step {}

    /// Removes a snapshot's metadata; its children get its parent.
    ///
    /// @param document the metadata, to put it back
    record ForgetSnapshot(
            SnapshotName name, String document, List<SnapshotName> children, boolean current)
            implements Step {}

    /// Puts a snapshot's metadata back as it was.
    record RestoreSnapshot(
            SnapshotName name, String document, List<SnapshotName> children, boolean current)
            implements Step {}

    /// Makes a snapshot the current one, and notes the overlays that were put on its frozen layers.
    ///
    /// @param branch whether the snapshot has children, so that its own `<disks>` name the overlays
    ///     that lead to them and the new ones are `<revertDisks>`
    /// @param document the metadata before
    /// @param previous the current snapshot before
    record SelectSnapshot(
            SnapshotName name,
            List<Placement> overlays,
            boolean branch,
            String document,
            Optional<SnapshotName> previous)
            implements Step {}

    /// Undoes a [SelectSnapshot].
    record DeselectSnapshot(SnapshotName name, String document, Optional<SnapshotName> previous)
            implements Step {}

    /// Defines the domain as the snapshot has it, for the next start. Disks without a placement
    /// keep the source that they have in `previous`.
    ///
    /// @param placements the sources of the disks that are reverted
    /// @param document the snapshot's metadata
    /// @param previous the definition before
    record DefineDomain(
            SnapshotName name, List<Placement> placements, String document, String previous)
            implements Step {}

    /// Defines the domain from a definition of its own, for the next start.
    record RestoreDefinition(String definition) implements Step {}

    /// Stops the guest at once, without saving its memory.
    record StopDomain() implements Step {}

    /// Removes the managed save image.
    record DropManagedSave() implements Step {}

    /// Starts the domain as it is defined.
    record StartDomain(boolean paused, boolean resetNvram) implements Step {}

    /// Resumes the guest from its saved memory. Disks without a placement have the source that the
    /// domain's definition names.
    record RestoreMemory(Path file, List<Placement> placements, boolean paused, boolean resetNvram)
            implements Step {}

    /// Moves the data of `top`, and of the layers between, down into `base`, live or off-line as the
    /// domain is then. The survivor is `base`; what `base` held is gone from the moment this starts.
    record Commit(DiskTarget disk, Path top, Path base) implements Step {}

    /// Moves the data of `base`, and of the layers between, up into `top`. The survivor is `top`, whose
    /// contents stay the same at every moment, on `backing`, the layer below `base`, or on nothing.
    record Pull(DiskTarget disk, Path base, Path top, Optional<Layer.Backing> backing)
            implements Step {}

    /// Lets an overlay that no QEMU holds name another backing image of the same contents.
    record RepointOverlay(Path overlay, Path from, Path to, ImageFormat format) implements Step {}

    /// Writes into an overlay's header of what format its backing image is, where it doesn't say so.
    record StateFormat(Path overlay, Path backing, ImageFormat format) implements Step {}

    /// Lets a snapshot's metadata name another image of the same contents.
    record RepointSnapshot(SnapshotName name, List<Move> moves) implements Step {}

    /// Lets the definition for the next start name another image of the same contents. Fails
    /// while a guest runs on the old image, which it would otherwise lose at its stop.
    record RepointDomain(List<Move> moves) implements Step {}

    /// Notes in a snapshot's metadata what libvirt has no field for.
    ///
    /// @param previous what was noted before
    record Annotate(SnapshotName name, Annotations annotations, Annotations previous)
            implements Step {}

    /// Gives a snapshot another description.
    record Describe(SnapshotName name, String description, String previous) implements Step {}

    /// Removes an image that nothing reaches. Checked again right before.
    record RemoveImage(Path image) implements Step {}

    /// Lets libvirt revert to an internal snapshot.
    record RevertInternal(SnapshotName name, boolean running, boolean paused, boolean force)
            implements Step {}

    /// Lets libvirt delete an internal snapshot.
    record DeleteInternal(SnapshotName name) implements Step {}

    /// {@return how this step is taken back}
    default Reversal reversal() {
        return switch (this) {
            case CreateOverlay s -> new Reversal.By(new DropOverlay(s.overlay(), s.base()));
            case ReserveMemory s -> new Reversal.By(new RemoveMemory(s.file()));
            case TakeSnapshot _ -> new Reversal.Final();
            case RecordSnapshot s ->
                    new Reversal.By(new ForgetSnapshot(s.name(), "", List.of(), false));
            case ForgetSnapshot s ->
                    new Reversal.By(
                            new RestoreSnapshot(s.name(), s.document(), s.children(), s.current()));
            case SelectSnapshot s ->
                    new Reversal.By(new DeselectSnapshot(s.name(), s.document(), s.previous()));
            case DefineDomain s -> new Reversal.By(new RestoreDefinition(s.previous()));
            case Annotate s ->
                    new Reversal.By(
                            new Annotate(
                                    s.name(),
                                    /* annotations= */ s.previous(),
                                    /* previous= */ s.annotations()));
            case Describe s ->
                    new Reversal.By(
                            new Describe(
                                    s.name(),
                                    /* description= */ s.previous(),
                                    /* previous= */ s.description()));
            case DropOverlay _, RestoreSnapshot _, DeselectSnapshot _, RestoreDefinition _ ->
                    new Reversal.Nothing();
            case RemoveMemory _,
                    StopDomain _,
                    DropManagedSave _,
                    StartDomain _,
                    RestoreMemory _,
                    Commit _,
                    Pull _,
                    RepointOverlay _,
                    StateFormat _,
                    RepointSnapshot _,
                    RepointDomain _,
                    RemoveImage _,
                    RevertInternal _,
                    DeleteInternal _ ->
                    new Reversal.OneWay();
        };
    }

    /// {@return the step in a line, for a dry run and for progress}
    default String describe() {
        return switch (this) {
            case CreateOverlay s -> "create overlay " + s.overlay() + " on " + s.base();
            case DropOverlay s -> "remove the empty overlay " + s.overlay();
            case ReserveMemory s -> "reserve " + s.file() + " for the guest's memory";
            case RemoveMemory s -> "remove the memory file " + s.file();
            case TakeSnapshot s -> "take snapshot " + s.name() + switched(s.overlays());
            case RecordSnapshot s -> "keep the present state as snapshot " + s.name();
            case ForgetSnapshot s -> "remove the metadata of snapshot " + s.name();
            case RestoreSnapshot s -> "put back the metadata of snapshot " + s.name();
            case SelectSnapshot s -> "make snapshot " + s.name() + " the current one";
            case DeselectSnapshot s -> "undo making snapshot " + s.name() + " the current one";
            case DefineDomain s ->
                    "define the domain as in snapshot " + s.name() + switched(s.placements());
            case RestoreDefinition _ -> "put back the definition of the domain";
            case StopDomain _ -> "stop the guest";
            case DropManagedSave _ -> "remove the managed save image";
            case StartDomain s -> s.paused() ? "start the domain paused" : "start the domain";
            case RestoreMemory s -> "resume the guest from " + s.file();
            case Commit s -> "commit " + s.top() + " into " + s.base() + " on " + s.disk();
            case Pull s -> "pull " + s.base() + " into " + s.top() + " on " + s.disk();
            case RepointOverlay s -> "set the backing file of " + s.overlay() + " to " + s.to();
            case StateFormat s ->
                    "state in "
                            + s.overlay()
                            + " that its backing file "
                            + s.backing()
                            + " is "
                            + s.format().formatName();
            case RepointSnapshot s -> "let snapshot " + s.name() + " name " + names(s.moves());
            case RepointDomain s -> "let the domain name " + names(s.moves());
            case Annotate s -> "note " + changed(s) + " in snapshot " + s.name();
            case Describe s -> "describe snapshot " + s.name() + " as \"" + s.description() + "\"";
            case RemoveImage s -> "remove " + s.image();
            case RevertInternal s -> "revert to internal snapshot " + s.name();
            case DeleteInternal s -> "delete internal snapshot " + s.name();
        };
    }

    private static String switched(List<Placement> placements) {
        return placements.isEmpty()
                ? ""
                : placements.stream()
                        .map(Placement::toString)
                        .collect(java.util.stream.Collectors.joining(", ", " (", ")"));
    }

    private static String changed(Annotate step) {
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
        return words.isEmpty() ? "nothing" : String.join(", ", words);
    }

    private static String names(List<Move> moves) {
        return moves.stream()
                .map(move -> move.to() + " instead of " + move.from())
                .collect(java.util.stream.Collectors.joining(", "));
    }
}
