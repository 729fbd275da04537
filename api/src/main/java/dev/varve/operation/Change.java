package dev.varve.operation;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is to be done to a domain. Immutable; the methods of the kinds of changes make others of the same kind.
///
/// ```java
/// Change.create("before-upgrade").quiesced()
/// Change.revert("before-upgrade").running()
/// Change.delete("before-upgrade")
/// ```
///
/// @since 0.1
public sealed interface Change extends Request
        permits SnapshotChange, KeepChange, DiskChange, CloneChange {
    /// {@return taking a snapshot of the disks, which get overlays}
    static SnapshotChange.Create create(String name) {
        return SnapshotChange.Create.of(name);
    }

    /// {@return taking the snapshot that a `<domainsnapshot>` describes}
    ///
    /// @param document as `virsh snapshot-create` takes it
    static SnapshotChange.CreateFrom createFrom(
            String document, SnapshotChange.CreateOption... options) {
        return SnapshotChange.CreateFrom.of(document, Set.of(options));
    }

    /// {@return going back to a snapshot; the present state is kept as another for a day}
    static SnapshotChange.Revert revert(String snapshot) {
        return SnapshotChange.Revert.of(snapshot);
    }

    /// {@return returning from the last revert, to the state that it left behind}
    static SnapshotChange.Undo undo() {
        return SnapshotChange.Undo.last();
    }

    /// {@return deleting these snapshots: their data is merged into what needs it}
    static SnapshotChange.Delete delete(String... snapshots) {
        return SnapshotChange.Delete.of(List.of(snapshots));
    }

    /// {@return deleting the domain's snapshot of a group; what remains is a smaller group}
    static SnapshotChange.DeleteFromGroup deleteFromGroup(String group, String snapshot) {
        return new SnapshotChange.DeleteFromGroup(group, snapshot, false);
    }

    /// {@return deleting the snapshots that no rule keeps}
    static KeepChange.Prune prune(KeepRules rules) {
        return new KeepChange.Prune(rules, false, Optional.empty());
    }

    /// {@return keeping a snapshot from being deleted by whatever doesn't release it first}
    ///
    /// @param reason for those who meet it
    static KeepChange.Hold hold(String snapshot, String reason) {
        return new KeepChange.Hold(snapshot, reason);
    }

    /// {@return ending a hold}
    static KeepChange.Release release(String snapshot) {
        return new KeepChange.Release(snapshot);
    }

    /// {@return giving a snapshot tags, or taking some from it}
    static KeepChange.Tag tag(String snapshot) {
        return KeepChange.Tag.of(snapshot);
    }

    /// {@return giving a snapshot another description}
    static KeepChange.Describe describe(String snapshot, String description) {
        return new KeepChange.Describe(snapshot, description);
    }

    /// {@return making a new domain as the snapshot has this one, whose images lie on the snapshot's}
    static CloneChange.CloneTo cloneOf(String snapshot, String newDomain) {
        return CloneChange.CloneTo.of(snapshot, newDomain);
    }

    /// {@return making the domain a template, as it is now}
    static CloneChange.Template template() {
        return new CloneChange.Template();
    }

    /// {@return copying into the domain's images what it reads of other domains'}
    static CloneChange.Flatten flatten() {
        return new CloneChange.Flatten();
    }

    /// {@return moving the images of the domain and its snapshots to another directory}
    static DiskChange.Relocate relocate(Path directory) {
        return DiskChange.Relocate.to(directory);
    }

    /// {@return merging layers of a disk down into what they lie on}
    ///
    /// @param disk its target, `vda`
    static DiskChange.Commit commit(String disk) {
        return DiskChange.Commit.of(disk);
    }

    /// {@return merging the layers below a disk's active layer up into it}
    ///
    /// @param disk its target, `vda`
    static DiskChange.Pull pull(String disk) {
        return DiskChange.Pull.of(disk);
    }

    /// {@return copying a disk of a running domain as its guest writes it}
    ///
    /// @param disk its target, `vda`
    static DiskChange.Copy copy(String disk, Path copy) {
        return DiskChange.Copy.of(disk, copy);
    }

    /// {@return mending what is wrong with the domain's images and needs no decision}
    static DiskChange.Mend mend() {
        return DiskChange.Mend.all();
    }
}
