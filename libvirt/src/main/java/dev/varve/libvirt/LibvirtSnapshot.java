package dev.varve.libvirt;

import static dev.varve.libvirt.LibvirtSnapshotCalls.virDomainRevertToSnapshot;
import static dev.varve.libvirt.LibvirtSnapshotCalls.virDomainSnapshotDelete;
import static dev.varve.libvirt.LibvirtSnapshotCalls.virDomainSnapshotGetName;
import static dev.varve.libvirt.LibvirtSnapshotCalls.virDomainSnapshotGetParent;
import static dev.varve.libvirt.LibvirtSnapshotCalls.virDomainSnapshotGetXMLDesc;
import static dev.varve.libvirt.LibvirtSnapshotCalls.virDomainSnapshotHasMetadata;
import static dev.varve.libvirt.LibvirtSnapshotCalls.virDomainSnapshotIsCurrent;
import static dev.varve.libvirt.LibvirtSnapshotCalls.virDomainSnapshotListAllChildren;
import static dev.varve.libvirt.LibvirtSnapshotCalls.virDomainSnapshotNumChildren;

import dev.varve.libvirt.LibvirtException.Kind;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// A snapshot of a [LibvirtDomain]; what holds for every method, [LibvirtConnection] says.
///
/// It knows its snapshot by name: once that is deleted, the methods that ask libvirt throw
/// [LibvirtException] of kind `NO_SNAPSHOT`.
public final class LibvirtSnapshot implements AutoCloseable {
    private final Handle handle;

    LibvirtSnapshot(MemorySegment pointer) {
        handle = new Handle("snapshot", pointer, LibvirtSnapshotCalls::virDomainSnapshotFree);
    }

    public String name() {
        return handle.with(s -> CString.copy(LastError.check(virDomainSnapshotGetName(s))));
    }

    /// Its `<domainsnapshot>`.
    ///
    /// @param flags `VirDomainSnapshotXMLFlags`: with `SECURE`, which a read-only connection is
    ///     denied, passwords are included
    public String xml(int flags) {
        return handle.string(s -> virDomainSnapshotGetXMLDesc(s, flags));
    }

    /// Its parent, empty for a root; to be closed by the caller.
    public Optional<LibvirtSnapshot> parent() {
        try {
            return Optional.of(
                    handle.object(s -> virDomainSnapshotGetParent(s, 0), LibvirtSnapshot::new));
        } catch (LibvirtException e) {
            // libvirt answers so for a root, but for a snapshot that is gone as well, where
            // hasMetadata() throws.
            if (e.kind() == Kind.NO_SNAPSHOT && hasMetadata()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Its children, each to be closed by the caller.
    ///
    /// @param flags `VirDomainSnapshotListFlags`; with `DESCENDANTS` also their children, and so on
    public List<LibvirtSnapshot> children(int flags) {
        return handle.objects(
                (s, result) -> virDomainSnapshotListAllChildren(s, result, flags),
                LibvirtSnapshot::new);
    }

    /// How many [#children] it has.
    ///
    /// @param flags `VirDomainSnapshotListFlags`; with `DESCENDANTS` also their children, and so on
    public int childCount(int flags) {
        return handle.number(s -> virDomainSnapshotNumChildren(s, flags));
    }

    /// Whether it is the one that the domain's state descends from.
    public boolean isCurrent() {
        return handle.test(s -> virDomainSnapshotIsCurrent(s, 0));
    }

    /// Whether libvirt holds metadata of it that would be lost with the domain.
    public boolean hasMetadata() {
        return handle.test(s -> virDomainSnapshotHasMetadata(s, 0));
    }

    /// Takes the domain back to it.
    ///
    /// @param flags `VirDomainSnapshotRevertFlags`
    /// @throws LibvirtException of kind `RISKY` if only `FORCE` would do it
    public void revert(int flags) {
        handle.run(s -> virDomainRevertToSnapshot(s, flags));
    }

    /// Deletes it.
    ///
    /// @param flags `VirDomainSnapshotDeleteFlags`
    public void delete(int flags) {
        handle.run(s -> virDomainSnapshotDelete(s, flags));
    }

    /// Gives the handle up; the snapshot stays. Closing again does nothing.
    @Override
    public void close() {
        handle.close();
    }
}
