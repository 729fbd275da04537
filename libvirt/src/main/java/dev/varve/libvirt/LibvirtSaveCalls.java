package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The functions of libvirt-domain.h for saved memory, by C's names.
final class LibvirtSaveCalls {

    private static final MethodHandle virDomainSaveFlags =
            Libvirt.LIBRARY.function(
                    "virDomainSaveFlags",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));

    static int virDomainSaveFlags(
            MemorySegment domain, MemorySegment to, MemorySegment xml, int flags) {
        try {
            return (int) virDomainSaveFlags.invokeExact(domain, to, xml, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainRestoreFlags =
            Libvirt.LIBRARY.function(
                    "virDomainRestoreFlags",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));

    static int virDomainRestoreFlags(
            MemorySegment connection, MemorySegment from, MemorySegment xml, int flags) {
        try {
            return (int) virDomainRestoreFlags.invokeExact(connection, from, xml, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainSaveImageGetXMLDesc =
            Libvirt.LIBRARY.function(
                    "virDomainSaveImageGetXMLDesc",
                    FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_INT));

    static MemorySegment virDomainSaveImageGetXMLDesc(
            MemorySegment connection, MemorySegment file, int flags) {
        try {
            return (MemorySegment)
                    virDomainSaveImageGetXMLDesc.invokeExact(connection, file, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainSaveImageDefineXML =
            Libvirt.LIBRARY.function(
                    "virDomainSaveImageDefineXML",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));

    static int virDomainSaveImageDefineXML(
            MemorySegment connection, MemorySegment file, MemorySegment xml, int flags) {
        try {
            return (int) virDomainSaveImageDefineXML.invokeExact(connection, file, xml, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainHasManagedSaveImage =
            Libvirt.LIBRARY.function(
                    "virDomainHasManagedSaveImage",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    static int virDomainHasManagedSaveImage(MemorySegment domain, int flags) {
        try {
            return (int) virDomainHasManagedSaveImage.invokeExact(domain, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainManagedSaveRemove =
            Libvirt.LIBRARY.function(
                    "virDomainManagedSaveRemove",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    static int virDomainManagedSaveRemove(MemorySegment domain, int flags) {
        try {
            return (int) virDomainManagedSaveRemove.invokeExact(domain, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainManagedSaveGetXMLDesc =
            Libvirt.LIBRARY.function(
                    "virDomainManagedSaveGetXMLDesc",
                    FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));

    static MemorySegment virDomainManagedSaveGetXMLDesc(MemorySegment domain, int flags) {
        try {
            return (MemorySegment) virDomainManagedSaveGetXMLDesc.invokeExact(domain, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private LibvirtSaveCalls() {}
}
