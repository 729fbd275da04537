package dev.varve.libvirt;

import java.lang.foreign.MemorySegment;

/// libvirt-domain-snapshot.h by C's names.
final class LibvirtSnapshotCalls {

    private static final NativeFunction virDomainSnapshotCreateXML =
            Libvirt.LIBRARY.function("virDomainSnapshotCreateXML");

    static MemorySegment virDomainSnapshotCreateXML(
            MemorySegment domain, MemorySegment xml, int flags) {
        return MemorySegment.ofAddress(
                virDomainSnapshotCreateXML.call(domain.address(), xml.address(), flags));
    }

    private static final NativeFunction virDomainListAllSnapshots =
            Libvirt.LIBRARY.function("virDomainListAllSnapshots");

    static int virDomainListAllSnapshots(MemorySegment domain, MemorySegment snapshots, int flags) {
        return (int) virDomainListAllSnapshots.call(domain.address(), snapshots.address(), flags);
    }

    private static final NativeFunction virDomainSnapshotLookupByName =
            Libvirt.LIBRARY.function("virDomainSnapshotLookupByName");

    static MemorySegment virDomainSnapshotLookupByName(
            MemorySegment domain, MemorySegment name, int flags) {
        return MemorySegment.ofAddress(
                virDomainSnapshotLookupByName.call(domain.address(), name.address(), flags));
    }

    private static final NativeFunction virDomainSnapshotCurrent =
            Libvirt.LIBRARY.function("virDomainSnapshotCurrent");

    static MemorySegment virDomainSnapshotCurrent(MemorySegment domain, int flags) {
        return MemorySegment.ofAddress(virDomainSnapshotCurrent.call(domain.address(), flags));
    }

    private static final NativeFunction virDomainSnapshotFree =
            Libvirt.LIBRARY.function("virDomainSnapshotFree");

    static int virDomainSnapshotFree(MemorySegment snapshot) {
        return (int) virDomainSnapshotFree.call(snapshot.address());
    }

    private static final NativeFunction virDomainSnapshotGetName =
            Libvirt.LIBRARY.function("virDomainSnapshotGetName");

    static MemorySegment virDomainSnapshotGetName(MemorySegment snapshot) {
        return MemorySegment.ofAddress(virDomainSnapshotGetName.call(snapshot.address()));
    }

    private static final NativeFunction virDomainSnapshotGetXMLDesc =
            Libvirt.LIBRARY.function("virDomainSnapshotGetXMLDesc");

    static MemorySegment virDomainSnapshotGetXMLDesc(MemorySegment snapshot, int flags) {
        return MemorySegment.ofAddress(virDomainSnapshotGetXMLDesc.call(snapshot.address(), flags));
    }

    private static final NativeFunction virDomainSnapshotGetParent =
            Libvirt.LIBRARY.function("virDomainSnapshotGetParent");

    static MemorySegment virDomainSnapshotGetParent(MemorySegment snapshot, int flags) {
        return MemorySegment.ofAddress(virDomainSnapshotGetParent.call(snapshot.address(), flags));
    }

    private static final NativeFunction virDomainSnapshotListAllChildren =
            Libvirt.LIBRARY.function("virDomainSnapshotListAllChildren");

    static int virDomainSnapshotListAllChildren(
            MemorySegment snapshot, MemorySegment children, int flags) {
        return (int)
                virDomainSnapshotListAllChildren.call(
                        snapshot.address(), children.address(), flags);
    }

    private static final NativeFunction virDomainSnapshotNumChildren =
            Libvirt.LIBRARY.function("virDomainSnapshotNumChildren");

    static int virDomainSnapshotNumChildren(MemorySegment snapshot, int flags) {
        return (int) virDomainSnapshotNumChildren.call(snapshot.address(), flags);
    }

    private static final NativeFunction virDomainSnapshotIsCurrent =
            Libvirt.LIBRARY.function("virDomainSnapshotIsCurrent");

    static int virDomainSnapshotIsCurrent(MemorySegment snapshot, int flags) {
        return (int) virDomainSnapshotIsCurrent.call(snapshot.address(), flags);
    }

    private static final NativeFunction virDomainSnapshotHasMetadata =
            Libvirt.LIBRARY.function("virDomainSnapshotHasMetadata");

    static int virDomainSnapshotHasMetadata(MemorySegment snapshot, int flags) {
        return (int) virDomainSnapshotHasMetadata.call(snapshot.address(), flags);
    }

    private static final NativeFunction virDomainRevertToSnapshot =
            Libvirt.LIBRARY.function("virDomainRevertToSnapshot");

    static int virDomainRevertToSnapshot(MemorySegment snapshot, int flags) {
        return (int) virDomainRevertToSnapshot.call(snapshot.address(), flags);
    }

    private static final NativeFunction virDomainSnapshotDelete =
            Libvirt.LIBRARY.function("virDomainSnapshotDelete");

    static int virDomainSnapshotDelete(MemorySegment snapshot, int flags) {
        return (int) virDomainSnapshotDelete.call(snapshot.address(), flags);
    }

    private LibvirtSnapshotCalls() {}
}
