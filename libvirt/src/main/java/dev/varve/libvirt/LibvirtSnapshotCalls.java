package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// libvirt-domain-snapshot.h by C's names.
final class LibvirtSnapshotCalls {

    private static final MethodHandle virDomainSnapshotCreateXML =
            Libvirt.LIBRARY.function(
                    "virDomainSnapshotCreateXML",
                    FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_INT));

    static MemorySegment virDomainSnapshotCreateXML(
            MemorySegment domain, MemorySegment xml, int flags) {
        try {
            return (MemorySegment) virDomainSnapshotCreateXML.invokeExact(domain, xml, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainListAllSnapshots =
            Libvirt.LIBRARY.function(
                    "virDomainListAllSnapshots",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

    static int virDomainListAllSnapshots(MemorySegment domain, MemorySegment snapshots, int flags) {
        try {
            return (int) virDomainListAllSnapshots.invokeExact(domain, snapshots, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainSnapshotLookupByName =
            Libvirt.LIBRARY.function(
                    "virDomainSnapshotLookupByName",
                    FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_INT));

    static MemorySegment virDomainSnapshotLookupByName(
            MemorySegment domain, MemorySegment name, int flags) {
        try {
            return (MemorySegment) virDomainSnapshotLookupByName.invokeExact(domain, name, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainSnapshotCurrent =
            Libvirt.LIBRARY.function(
                    "virDomainSnapshotCurrent", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));

    static MemorySegment virDomainSnapshotCurrent(MemorySegment domain, int flags) {
        try {
            return (MemorySegment) virDomainSnapshotCurrent.invokeExact(domain, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainSnapshotFree =
            Libvirt.LIBRARY.function(
                    "virDomainSnapshotFree", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static int virDomainSnapshotFree(MemorySegment snapshot) {
        try {
            return (int) virDomainSnapshotFree.invokeExact(snapshot);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainSnapshotGetName =
            Libvirt.LIBRARY.function(
                    "virDomainSnapshotGetName", FunctionDescriptor.of(ADDRESS, ADDRESS));

    static MemorySegment virDomainSnapshotGetName(MemorySegment snapshot) {
        try {
            return (MemorySegment) virDomainSnapshotGetName.invokeExact(snapshot);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainSnapshotGetXMLDesc =
            Libvirt.LIBRARY.function(
                    "virDomainSnapshotGetXMLDesc",
                    FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));

    static MemorySegment virDomainSnapshotGetXMLDesc(MemorySegment snapshot, int flags) {
        try {
            return (MemorySegment) virDomainSnapshotGetXMLDesc.invokeExact(snapshot, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainSnapshotGetParent =
            Libvirt.LIBRARY.function(
                    "virDomainSnapshotGetParent",
                    FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));

    static MemorySegment virDomainSnapshotGetParent(MemorySegment snapshot, int flags) {
        try {
            return (MemorySegment) virDomainSnapshotGetParent.invokeExact(snapshot, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainSnapshotListAllChildren =
            Libvirt.LIBRARY.function(
                    "virDomainSnapshotListAllChildren",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

    static int virDomainSnapshotListAllChildren(
            MemorySegment snapshot, MemorySegment children, int flags) {
        try {
            return (int) virDomainSnapshotListAllChildren.invokeExact(snapshot, children, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainSnapshotNumChildren =
            Libvirt.LIBRARY.function(
                    "virDomainSnapshotNumChildren",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    static int virDomainSnapshotNumChildren(MemorySegment snapshot, int flags) {
        try {
            return (int) virDomainSnapshotNumChildren.invokeExact(snapshot, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainSnapshotIsCurrent =
            Libvirt.LIBRARY.function(
                    "virDomainSnapshotIsCurrent",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    static int virDomainSnapshotIsCurrent(MemorySegment snapshot, int flags) {
        try {
            return (int) virDomainSnapshotIsCurrent.invokeExact(snapshot, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainSnapshotHasMetadata =
            Libvirt.LIBRARY.function(
                    "virDomainSnapshotHasMetadata",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    static int virDomainSnapshotHasMetadata(MemorySegment snapshot, int flags) {
        try {
            return (int) virDomainSnapshotHasMetadata.invokeExact(snapshot, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainRevertToSnapshot =
            Libvirt.LIBRARY.function(
                    "virDomainRevertToSnapshot",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    static int virDomainRevertToSnapshot(MemorySegment snapshot, int flags) {
        try {
            return (int) virDomainRevertToSnapshot.invokeExact(snapshot, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainSnapshotDelete =
            Libvirt.LIBRARY.function(
                    "virDomainSnapshotDelete", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    static int virDomainSnapshotDelete(MemorySegment snapshot, int flags) {
        try {
            return (int) virDomainSnapshotDelete.invokeExact(snapshot, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private LibvirtSnapshotCalls() {}
}
