package dev.varve.libvirt;

import java.lang.foreign.MemorySegment;

/// The functions of libvirt-domain.h for saved memory, by C's names.
final class LibvirtSaveCalls {

    private static final NativeFunction virDomainSaveFlags =
            Libvirt.LIBRARY.function("virDomainSaveFlags");

    static int virDomainSaveFlags(
            MemorySegment domain, MemorySegment to, MemorySegment xml, int flags) {
        return (int) virDomainSaveFlags.call(domain.address(), to.address(), xml.address(), flags);
    }

    private static final NativeFunction virDomainRestoreFlags =
            Libvirt.LIBRARY.function("virDomainRestoreFlags");

    static int virDomainRestoreFlags(
            MemorySegment connection, MemorySegment from, MemorySegment xml, int flags) {
        return (int)
                virDomainRestoreFlags.call(
                        connection.address(), from.address(), xml.address(), flags);
    }

    private static final NativeFunction virDomainSaveImageGetXMLDesc =
            Libvirt.LIBRARY.function("virDomainSaveImageGetXMLDesc");

    static MemorySegment virDomainSaveImageGetXMLDesc(
            MemorySegment connection, MemorySegment file, int flags) {
        return MemorySegment.ofAddress(
                virDomainSaveImageGetXMLDesc.call(connection.address(), file.address(), flags));
    }

    private static final NativeFunction virDomainSaveImageDefineXML =
            Libvirt.LIBRARY.function("virDomainSaveImageDefineXML");

    static int virDomainSaveImageDefineXML(
            MemorySegment connection, MemorySegment file, MemorySegment xml, int flags) {
        return (int)
                virDomainSaveImageDefineXML.call(
                        connection.address(), file.address(), xml.address(), flags);
    }

    private static final NativeFunction virDomainHasManagedSaveImage =
            Libvirt.LIBRARY.function("virDomainHasManagedSaveImage");

    static int virDomainHasManagedSaveImage(MemorySegment domain, int flags) {
        return (int) virDomainHasManagedSaveImage.call(domain.address(), flags);
    }

    private static final NativeFunction virDomainManagedSaveRemove =
            Libvirt.LIBRARY.function("virDomainManagedSaveRemove");

    static int virDomainManagedSaveRemove(MemorySegment domain, int flags) {
        return (int) virDomainManagedSaveRemove.call(domain.address(), flags);
    }

    private static final NativeFunction virDomainManagedSaveGetXMLDesc =
            Libvirt.LIBRARY.function("virDomainManagedSaveGetXMLDesc");

    static MemorySegment virDomainManagedSaveGetXMLDesc(MemorySegment domain, int flags) {
        return MemorySegment.ofAddress(
                virDomainManagedSaveGetXMLDesc.call(domain.address(), flags));
    }

    private LibvirtSaveCalls() {}
}
