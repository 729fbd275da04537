package dev.varve.libvirt;

import java.lang.foreign.MemorySegment;

/// libvirt-domain.h by C's names; its block jobs, saved memory and events are in
/// [LibvirtBlockCalls], [LibvirtSaveCalls] and [LibvirtEventCalls].
final class LibvirtDomainCalls {

    private static final NativeFunction virConnectListAllDomains =
            Libvirt.LIBRARY.function("virConnectListAllDomains");

    static int virConnectListAllDomains(
            MemorySegment connection, MemorySegment domains, int flags) {
        return (int) virConnectListAllDomains.call(connection.address(), domains.address(), flags);
    }

    private static final NativeFunction virDomainLookupByName =
            Libvirt.LIBRARY.function("virDomainLookupByName");

    static MemorySegment virDomainLookupByName(MemorySegment connection, MemorySegment name) {
        return MemorySegment.ofAddress(
                virDomainLookupByName.call(connection.address(), name.address()));
    }

    private static final NativeFunction virDomainLookupByUUIDString =
            Libvirt.LIBRARY.function("virDomainLookupByUUIDString");

    static MemorySegment virDomainLookupByUUIDString(MemorySegment connection, MemorySegment uuid) {
        return MemorySegment.ofAddress(
                virDomainLookupByUUIDString.call(connection.address(), uuid.address()));
    }

    private static final NativeFunction virDomainLookupByID =
            Libvirt.LIBRARY.function("virDomainLookupByID");

    static MemorySegment virDomainLookupByID(MemorySegment connection, int id) {
        return MemorySegment.ofAddress(virDomainLookupByID.call(connection.address(), id));
    }

    private static final NativeFunction virDomainDefineXMLFlags =
            Libvirt.LIBRARY.function("virDomainDefineXMLFlags");

    static MemorySegment virDomainDefineXMLFlags(
            MemorySegment connection, MemorySegment xml, int flags) {
        return MemorySegment.ofAddress(
                virDomainDefineXMLFlags.call(connection.address(), xml.address(), flags));
    }

    private static final NativeFunction virConnectDomainXMLToNative =
            Libvirt.LIBRARY.function("virConnectDomainXMLToNative");

    static MemorySegment virConnectDomainXMLToNative(
            MemorySegment connection, MemorySegment format, MemorySegment xml, int flags) {
        return MemorySegment.ofAddress(
                virConnectDomainXMLToNative.call(
                        connection.address(), format.address(), xml.address(), flags));
    }

    private static final NativeFunction virDomainFree = Libvirt.LIBRARY.function("virDomainFree");

    static int virDomainFree(MemorySegment domain) {
        return (int) virDomainFree.call(domain.address());
    }

    private static final NativeFunction virDomainGetName =
            Libvirt.LIBRARY.function("virDomainGetName");

    static MemorySegment virDomainGetName(MemorySegment domain) {
        return MemorySegment.ofAddress(virDomainGetName.call(domain.address()));
    }

    private static final NativeFunction virDomainGetUUIDString =
            Libvirt.LIBRARY.function("virDomainGetUUIDString");

    static int virDomainGetUUIDString(MemorySegment domain, MemorySegment buffer) {
        return (int) virDomainGetUUIDString.call(domain.address(), buffer.address());
    }

    private static final NativeFunction virDomainGetID = Libvirt.LIBRARY.function("virDomainGetID");

    static int virDomainGetID(MemorySegment domain) {
        return (int) virDomainGetID.call(domain.address());
    }

    private static final NativeFunction virDomainGetState =
            Libvirt.LIBRARY.function("virDomainGetState");

    static int virDomainGetState(
            MemorySegment domain, MemorySegment state, MemorySegment reason, int flags) {
        return (int)
                virDomainGetState.call(domain.address(), state.address(), reason.address(), flags);
    }

    private static final NativeFunction virDomainIsActive =
            Libvirt.LIBRARY.function("virDomainIsActive");

    static int virDomainIsActive(MemorySegment domain) {
        return (int) virDomainIsActive.call(domain.address());
    }

    private static final NativeFunction virDomainIsPersistent =
            Libvirt.LIBRARY.function("virDomainIsPersistent");

    static int virDomainIsPersistent(MemorySegment domain) {
        return (int) virDomainIsPersistent.call(domain.address());
    }

    private static final NativeFunction virDomainGetXMLDesc =
            Libvirt.LIBRARY.function("virDomainGetXMLDesc");

    static MemorySegment virDomainGetXMLDesc(MemorySegment domain, int flags) {
        return MemorySegment.ofAddress(virDomainGetXMLDesc.call(domain.address(), flags));
    }

    private static final NativeFunction virDomainCreateWithFlags =
            Libvirt.LIBRARY.function("virDomainCreateWithFlags");

    static int virDomainCreateWithFlags(MemorySegment domain, int flags) {
        return (int) virDomainCreateWithFlags.call(domain.address(), flags);
    }

    private static final NativeFunction virDomainDestroy =
            Libvirt.LIBRARY.function("virDomainDestroy");

    static int virDomainDestroy(MemorySegment domain) {
        return (int) virDomainDestroy.call(domain.address());
    }

    private static final NativeFunction virDomainDestroyFlags =
            Libvirt.LIBRARY.function("virDomainDestroyFlags");

    static int virDomainDestroyFlags(MemorySegment domain, int flags) {
        return (int) virDomainDestroyFlags.call(domain.address(), flags);
    }

    private static final NativeFunction virDomainSuspend =
            Libvirt.LIBRARY.function("virDomainSuspend");

    static int virDomainSuspend(MemorySegment domain) {
        return (int) virDomainSuspend.call(domain.address());
    }

    private static final NativeFunction virDomainResume =
            Libvirt.LIBRARY.function("virDomainResume");

    static int virDomainResume(MemorySegment domain) {
        return (int) virDomainResume.call(domain.address());
    }

    private static final NativeFunction virDomainShutdown =
            Libvirt.LIBRARY.function("virDomainShutdown");

    static int virDomainShutdown(MemorySegment domain) {
        return (int) virDomainShutdown.call(domain.address());
    }

    private static final NativeFunction virDomainUndefineFlags =
            Libvirt.LIBRARY.function("virDomainUndefineFlags");

    static int virDomainUndefineFlags(MemorySegment domain, int flags) {
        return (int) virDomainUndefineFlags.call(domain.address(), flags);
    }

    private static final NativeFunction virDomainRename =
            Libvirt.LIBRARY.function("virDomainRename");

    static int virDomainRename(MemorySegment domain, MemorySegment name, int flags) {
        return (int) virDomainRename.call(domain.address(), name.address(), flags);
    }

    private static final NativeFunction virDomainAttachDeviceFlags =
            Libvirt.LIBRARY.function("virDomainAttachDeviceFlags");

    static int virDomainAttachDeviceFlags(MemorySegment domain, MemorySegment xml, int flags) {
        return (int) virDomainAttachDeviceFlags.call(domain.address(), xml.address(), flags);
    }

    private static final NativeFunction virDomainDetachDeviceFlags =
            Libvirt.LIBRARY.function("virDomainDetachDeviceFlags");

    static int virDomainDetachDeviceFlags(MemorySegment domain, MemorySegment xml, int flags) {
        return (int) virDomainDetachDeviceFlags.call(domain.address(), xml.address(), flags);
    }

    private static final NativeFunction virDomainUpdateDeviceFlags =
            Libvirt.LIBRARY.function("virDomainUpdateDeviceFlags");

    static int virDomainUpdateDeviceFlags(MemorySegment domain, MemorySegment xml, int flags) {
        return (int) virDomainUpdateDeviceFlags.call(domain.address(), xml.address(), flags);
    }

    private static final NativeFunction virDomainSetMetadata =
            Libvirt.LIBRARY.function("virDomainSetMetadata");

    static int virDomainSetMetadata(
            MemorySegment domain,
            int type,
            MemorySegment metadata,
            MemorySegment key,
            MemorySegment uri,
            int flags) {
        return (int)
                virDomainSetMetadata.call(
                        domain.address(),
                        type,
                        metadata.address(),
                        key.address(),
                        uri.address(),
                        flags);
    }

    private static final NativeFunction virDomainGetMetadata =
            Libvirt.LIBRARY.function("virDomainGetMetadata");

    static MemorySegment virDomainGetMetadata(
            MemorySegment domain, int type, MemorySegment uri, int flags) {
        return MemorySegment.ofAddress(
                virDomainGetMetadata.call(domain.address(), type, uri.address(), flags));
    }

    private static final NativeFunction virDomainFSFreeze =
            Libvirt.LIBRARY.function("virDomainFSFreeze");

    static int virDomainFSFreeze(
            MemorySegment domain, MemorySegment mountpoints, int count, int flags) {
        return (int) virDomainFSFreeze.call(domain.address(), mountpoints.address(), count, flags);
    }

    private static final NativeFunction virDomainFSThaw =
            Libvirt.LIBRARY.function("virDomainFSThaw");

    static int virDomainFSThaw(
            MemorySegment domain, MemorySegment mountpoints, int count, int flags) {
        return (int) virDomainFSThaw.call(domain.address(), mountpoints.address(), count, flags);
    }

    private static final NativeFunction virDomainAgentSetResponseTimeout =
            Libvirt.LIBRARY.function("virDomainAgentSetResponseTimeout");

    static int virDomainAgentSetResponseTimeout(MemorySegment domain, int timeout, int flags) {
        return (int) virDomainAgentSetResponseTimeout.call(domain.address(), timeout, flags);
    }

    private static final NativeFunction virDomainGetJobInfo =
            Libvirt.LIBRARY.function("virDomainGetJobInfo");

    static int virDomainGetJobInfo(MemorySegment domain, MemorySegment info) {
        return (int) virDomainGetJobInfo.call(domain.address(), info.address());
    }

    private LibvirtDomainCalls() {}
}
