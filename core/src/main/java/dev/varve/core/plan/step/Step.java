package dev.varve.core.plan.step;

import dev.varve.core.model.Annotations;
import dev.varve.core.model.ArchivedSnapshot;
import dev.varve.core.model.DiskTarget;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.Layer;
import dev.varve.core.model.SnapshotDisk;
import dev.varve.core.model.SnapshotName;
import dev.varve.core.model.SnapshotState;
import dev.varve.core.model.StateStore;
import dev.varve.image.ImageFormat;
import java.nio.file.Path;
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

    /// Removes the file that [ReserveMemory] has made, and nobody else's.
    record DropMemory(Path file) implements Step {}

    /// Removes a file with a guest's memory, unless a snapshot still names it.
    record RemoveMemory(Path file) implements Step {}

    /// Copies what a domain keeps beside its disks, as it is at one moment, also while a guest writes
    /// it. Never replaces a file: one that is there is the copy of an attempt that was cut, since the
    /// plan chose a free name.
    record CopyStore(StateStore.Kind kind, Path store, Path copy) implements Step {}

    /// Says so where a guest has written to the store since it was copied.
    record CompareStore(StateStore.Kind kind, Path store, Path copy) implements Step {}

    /// Removes the copy of a store, unless a snapshot still names it.
    record RemoveStoreCopy(Path copy) implements Step {}

    /// Puts a copy in the place of the store. Does nothing but say so where a guest runs: it has the
    /// store open, and what it has written there would be lost.
    ///
    /// @param kept the copy of what is replaced; empty where that isn't kept
    record RestoreStore(StateStore.Kind kind, Path copy, Path store, Optional<Path> kept)
            implements Step {
        private Reversal reversed() {
            return kept.<Reversal>map(before ->
                            new Reversal.By(
                                    new RestoreStore(kind, before, store, Optional.empty())))
                    .orElseGet(Reversal.OneWay::new);
        }
    }

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
    /// @param without disks that the snapshot left out, and whose images are nowhere: the domain has none of these
    ///     targets
    record DefineDomain(
            SnapshotName name,
            List<Placement> placements,
            String document,
            String previous,
            List<DiskTarget> without)
            implements Step {
        public DefineDomain {
            placements = List.copyOf(placements);
            without = List.copyOf(without);
        }

        /// With all disks that the snapshot has.
        public DefineDomain(
                SnapshotName name, List<Placement> placements, String document, String previous) {
            this(name, placements, document, previous, List.of());
        }
    }

    /// Defines the domain from a definition of its own, for the next start.
    record RestoreDefinition(String definition) implements Step {}

    /// Makes an independent image that reads as a layer does. Never replaces a file.
    ///
    /// @param snapshot the internal snapshot of the layer that it reads as; empty for what the layer is
    record CopyImage(
            DiskTarget disk,
            Path source,
            ImageFormat format,
            Optional<SnapshotName> snapshot,
            Path copy)
            implements Step {}

    /// Copies an image's file as it is, but for what it lies on. Never replaces a file.
    ///
    /// @param backing what the copy lies on
    record CopyLayer(DiskTarget disk, Path image, Path copy, Optional<Layer.Backing> backing)
            implements Step {}

    /// Lets the definition name images that will be in other places, so that nobody starts the domain
    /// until they are there. Fails while a guest runs.
    ///
    /// @param previous the definition before
    record RedirectDomain(List<Move> moves, String previous) implements Step {}

    /// Copies the active layer of a disk while its guest writes to it. Never replaces a file but what this
    /// step has made before, or what the user gave it.
    ///
    /// With `PIVOTED` the guest and the definition go on with the copy; of a domain that has been shut off
    /// meanwhile the file is copied. With any other end that fails.
    ///
    /// @param backing what the copy lies on, which reads as what the active layer lies on
    record MirrorHead(
            DiskTarget disk,
            Path head,
            Path copy,
            ImageFormat format,
            Optional<Layer.Backing> backing,
            MirrorOptions options,
            MirrorEnd end)
            implements Step {}

    /// Ends the copying of an active layer and removes the copy, if it was made by that. Fails where the
    /// domain is on it.
    record DropMirror(DiskTarget disk, Path head, Path copy) implements Step {}

    /// Lets a copy be the user's: nothing removes it any more.
    record KeepCopy(Path copy) implements Step {}

    /// Removes a copy that still reads as what it was made of. Any other file under its name stays: it is
    /// somebody's, or a guest's.
    record DropImageCopy(
            Path source, ImageFormat format, Optional<SnapshotName> snapshot, Path copy)
            implements Step {}

    /// Removes the copy of an image's file that still holds what the image does. Any other file stays.
    record DropLayerCopy(Path image, Path copy) implements Step {}

    /// Defines a new domain as the snapshot has it, with a name, a UUID, addresses and images of its own.
    ///
    /// @param made the new domain
    /// @param document the snapshot's metadata
    /// @param placements its images; other disks are the origin's
    /// @param nvram its NVRAM, where there is one
    record DefineClone(
            DomainRef made,
            SnapshotName snapshot,
            String document,
            List<Placement> placements,
            Optional<Path> nvram)
            implements Step {}

    /// Defines a new domain and lets it go on with the memory of the snapshot that it is made of. One that is
    /// defined and doesn't run is left as it is: a guest may have written to its disks, which then don't fit the
    /// memory any more.
    ///
    /// @param memory the snapshot's
    /// @param copy the file in which the memory bears the new name, for the moment; nobody else's
    record ResumeClone(DefineClone define, Path memory, Path copy, boolean paused)
            implements Step {}

    /// Undefines a domain that the operation defined, unless somebody uses it by now.
    ///
    /// @param memory the file in which its memory bore its name
    record UndefineClone(DomainRef made, Optional<Path> memory) implements Step {}

    /// A step about a domain that isn't there before it is imported.
    sealed interface OnArchive extends Step {}

    /// Takes a file out of an archive. Never replaces a file.
    ///
    /// @param sha256 the digest that it has to have, in hexadecimal digits
    /// @param format of an image; empty for any other file
    /// @param backing what the image lies on; empty for one that lies on nothing
    record UnpackFile(
            Path archive,
            String member,
            String sha256,
            Path file,
            Optional<ImageFormat> format,
            Optional<Layer.Backing> backing)
            implements OnArchive {}

    /// Removes a file that was taken out of an archive and still holds what the archive does. Any other
    /// file stays, and so does this one where the archive isn't there any more.
    ///
    /// @param format of an image; empty for any other file
    /// @param backing what its header names since it was taken out
    record DropUnpacked(
            Path archive,
            String member,
            Path file,
            Optional<ImageFormat> format,
            Optional<Layer.Backing> backing)
            implements OnArchive {}

    /// Defines a domain and its snapshots as an archive has them.
    ///
    /// @param definition the `<domain>`
    /// @param snapshots parents before their children
    /// @param places where the files are that the documents name
    /// @param nvram its NVRAM, where there is one: libvirt may have kept it under a name that the
    ///     definition doesn't give
    record DefineImport(
            DomainRef made,
            String definition,
            List<ArchivedSnapshot> snapshots,
            Optional<SnapshotName> current,
            List<NewPlace> places,
            Optional<Path> nvram)
            implements OnArchive {}

    /// Undefines a domain that was imported, with its snapshots' metadata, unless somebody uses it by now.
    ///
    /// @param snapshots those that were imported with it
    record UndefineImport(DomainRef made, List<SnapshotName> snapshots) implements OnArchive {}

    /// Stops the guest at once, without saving its memory.
    record StopDomain() implements Step {}

    /// Ends a QEMU whose guest has never run, which a libvirt that died left behind. Fails for one whose
    /// guest runs or has run.
    record StopUnstarted() implements Step {}

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
    ///
    /// @param upper the uppermost layer whose data is moved, which `top` lies on until then; others may lie on
    ///     any of them too
    record Pull(DiskTarget disk, Path base, Path upper, Path top, Optional<Layer.Backing> backing)
            implements Step {
        /// {@return the same where the disk has another target}
        public Pull of(DiskTarget other) {
            return new Pull(other, base, upper, top, backing);
        }
    }

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

    /// Removes libvirt's marks that a delete writes to the overlays of a snapshot's disks.
    record ClearDeleteMarks(SnapshotName name, List<DiskTarget> disks) implements Step {}

    /// Gives a snapshot another description.
    record Describe(SnapshotName name, String description, String previous) implements Step {}

    /// Removes an image that nothing reaches. Checked again right before.
    record RemoveImage(Path image) implements Step {}

    /// Makes a new image that reads as an internal snapshot of another does, and holds that snapshot
    /// alone. Never replaces a file.
    record CopySnapshot(DiskTarget disk, SnapshotName snapshot, Path image, Path copy)
            implements Step {}

    /// Removes a copy that nothing was written to; leaves one that reads otherwise by now.
    record DropCopy(SnapshotName snapshot, Path copy) implements Step {}

    /// Lets an image that nobody needs as it is read as its internal snapshot does.
    record ResetImage(DiskTarget disk, SnapshotName snapshot, Path image) implements Step {}

    /// Lets the active layer of a domain that is shut off read as its internal snapshot does. Performed
    /// again after a guest wrote to it, it keeps that as well, in an internal snapshot of another name.
    ///
    /// @param keep the internal snapshot that what it reads as before is kept in
    record ApplyInternal(DiskTarget disk, Path image, SnapshotName snapshot, SnapshotName keep)
            implements Step {}

    /// Removes an internal snapshot from an image that no QEMU holds.
    record RemoveInternal(Path image, SnapshotName snapshot) implements Step {}

    /// Resumes the guest from the memory that lies in its images, which read as the snapshot does. A
    /// guest that was started meanwhile goes on, and disks that it wrote to stay as they are.
    record ResumeInternal(SnapshotName name, boolean running, boolean paused) implements Step {}

    /// Lets libvirt delete an internal snapshot from the active layers of a running domain, and its
    /// metadata; its children get its parent.
    record DeleteInternal(SnapshotName name) implements Step {}

    /// A step of a plan about several domains, on one of them.
    ///
    /// @param inner no `OnDomain` itself
    record OnDomain(DomainRef domain, Step inner) implements Step {}

    /// Has the guest's file systems frozen by its agent. One whose guest isn't running has none.
    ///
    /// @param timeoutSeconds how long the agent may take
    record FreezeGuest(int timeoutSeconds) implements Step {}

    /// Has the guest's file systems thawed, whether they are frozen or not.
    ///
    /// @param timeoutSeconds how long the agent is asked
    record ThawGuest(int timeoutSeconds) implements Step {}

    /// Pauses the guest, if it runs.
    record PauseGuest() implements Step {}

    /// Lets the guest go on, if it is paused. A recovery begins with it where the journal says that a
    /// step had paused the guest.
    record ResumeGuest() implements Step {}

    /// Takes a snapshot of one domain of several, of which all get one or none does: so there is a
    /// way back.
    ///
    /// @param moves from each overlay back to the layer below it
    record TakeMember(TakeSnapshot take, List<Move> moves) implements Step {}

    /// Takes a snapshot back that may have been taken: its metadata goes, and what was written to its
    /// overlays since goes down into the layers that it had frozen, which the domain goes on with.
    /// Nothing that a guest wrote is lost.
    ///
    /// @param moves from each overlay back to the layer below it
    record UntakeSnapshot(SnapshotName name, List<Move> moves) implements Step {}

    /// {@return what is done, without the domain on which}
    default Step plain() {
        return this instanceof OnDomain(_, var inner) ? inner : this;
    }

    /// {@return the domain on which it is done}
    ///
    /// @param only the domain of a plan about one
    default DomainRef domain(DomainRef only) {
        return this instanceof OnDomain(var domain, _) ? domain : only;
    }

    /// {@return whether a guest is let go by it, which a failure elsewhere is no reason not to do}
    default boolean letsGo() {
        return plain() instanceof ResumeGuest || plain() instanceof ThawGuest;
    }

    /// {@return how this step is taken back}
    default Reversal reversal() {
        return switch (this) {
            case CreateOverlay s -> new Reversal.By(new DropOverlay(s.overlay(), s.base()));
            case ReserveMemory s -> new Reversal.By(new DropMemory(s.file()));
            case CopyStore s -> new Reversal.By(new RemoveStoreCopy(s.copy()));
            case RestoreStore s -> s.reversed();
            case TakeSnapshot _ -> new Reversal.Final();
            case OnDomain s -> s.inner().reversal().on(s.domain());
            case FreezeGuest s -> new Reversal.By(new ThawGuest(s.timeoutSeconds()));
            case PauseGuest _ -> new Reversal.By(new ResumeGuest());
            case TakeMember s -> new Reversal.By(new UntakeSnapshot(s.take().name(), s.moves()));
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
            case CopySnapshot s -> new Reversal.By(new DropCopy(s.snapshot(), s.copy()));
            case CopyImage s ->
                    new Reversal.By(
                            new DropImageCopy(s.source(), s.format(), s.snapshot(), s.copy()));
            case CopyLayer s -> new Reversal.By(new DropLayerCopy(s.image(), s.copy()));
            case MirrorHead s -> new Reversal.By(new DropMirror(s.disk(), s.head(), s.copy()));
            case RedirectDomain s -> new Reversal.By(new RestoreDefinition(s.previous()));
            case DefineClone s -> new Reversal.By(new UndefineClone(s.made(), Optional.empty()));
            case ResumeClone s ->
                    new Reversal.By(new UndefineClone(s.define().made(), Optional.of(s.copy())));
            case UnpackFile s ->
                    new Reversal.By(
                            new DropUnpacked(
                                    s.archive(), s.member(), s.file(), s.format(), s.backing()));
            case DefineImport s ->
                    new Reversal.By(
                            new UndefineImport(
                                    s.made(),
                                    s.snapshots().stream().map(ArchivedSnapshot::name).toList()));
            case ResetImage _,
                    DropOverlay _,
                    DropMemory _,
                    CompareStore _,
                    DropCopy _,
                    DropImageCopy _,
                    DropLayerCopy _,
                    DropMirror _,
                    UndefineClone _,
                    DropUnpacked _,
                    UndefineImport _,
                    RestoreSnapshot _,
                    DeselectSnapshot _,
                    RestoreDefinition _,
                    ThawGuest _,
                    ResumeGuest _,
                    UntakeSnapshot _ ->
                    new Reversal.Nothing();
            case RemoveMemory _,
                    RemoveStoreCopy _,
                    StopDomain _,
                    StopUnstarted _,
                    ClearDeleteMarks _,
                    DropManagedSave _,
                    StartDomain _,
                    RestoreMemory _,
                    Commit _,
                    Pull _,
                    KeepCopy _,
                    RepointOverlay _,
                    StateFormat _,
                    RepointSnapshot _,
                    RepointDomain _,
                    RemoveImage _,
                    ApplyInternal _,
                    RemoveInternal _,
                    ResumeInternal _,
                    DeleteInternal _ ->
                    new Reversal.OneWay();
        };
    }

    /// {@return the step in a line, for a dry run and for progress}
    default String describe() {
        return StepText.of(this);
    }
}
