package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// libvirt-domain.h by C's names; its block jobs, saved memory and events are in
/// [LibvirtBlockCalls], [LibvirtSaveCalls] and [LibvirtEventCalls].
final class LibvirtDomainCalls {

    private static final MethodHandle virConnectListAllDomains =
            Libvirt.LIBRARY.function(
                    "virConnectListAllDomains",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

    static int virConnectListAllDomains(
            MemorySegment connection, MemorySegment domains, int flags) {
        try {
            return (int) virConnectListAllDomains.invokeExact(connection, domains, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainLookupByName =
            Libvirt.LIBRARY.function(
                    "virDomainLookupByName", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));

    static MemorySegment virDomainLookupByName(MemorySegment connection, MemorySegment name) {
        try {
            return (MemorySegment) virDomainLookupByName.invokeExact(connection, name);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainLookupByUUIDString =
            Libvirt.LIBRARY.function(
                    "virDomainLookupByUUIDString",
                    FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));

    static MemorySegment virDomainLookupByUUIDString(MemorySegment connection, MemorySegment uuid) {
        try {
            return (MemorySegment) virDomainLookupByUUIDString.invokeExact(connection, uuid);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainLookupByID =
            Libvirt.LIBRARY.function(
                    "virDomainLookupByID", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));

    static MemorySegment virDomainLookupByID(MemorySegment connection, int id) {
        try {
            return (MemorySegment) virDomainLookupByID.invokeExact(connection, id);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainDefineXMLFlags =
            Libvirt.LIBRARY.function(
                    "virDomainDefineXMLFlags",
                    FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_INT));

    static MemorySegment virDomainDefineXMLFlags(
            MemorySegment connection, MemorySegment xml, int flags) {
        try {
            return (MemorySegment) virDomainDefineXMLFlags.invokeExact(connection, xml, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virConnectDomainXMLToNative =
            Libvirt.LIBRARY.function(
                    "virConnectDomainXMLToNative",
                    FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));

    static MemorySegment virConnectDomainXMLToNative(
            MemorySegment connection, MemorySegment format, MemorySegment xml, int flags) {
        try {
            return (MemorySegment)
                    virConnectDomainXMLToNative.invokeExact(connection, format, xml, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainFree =
            Libvirt.LIBRARY.function("virDomainFree", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static int virDomainFree(MemorySegment domain) {
        try {
            return (int) virDomainFree.invokeExact(domain);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainGetName =
            Libvirt.LIBRARY.function("virDomainGetName", FunctionDescriptor.of(ADDRESS, ADDRESS));

    static MemorySegment virDomainGetName(MemorySegment domain) {
        try {
            return (MemorySegment) virDomainGetName.invokeExact(domain);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainGetUUIDString =
            Libvirt.LIBRARY.function(
                    "virDomainGetUUIDString", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

    static int virDomainGetUUIDString(MemorySegment domain, MemorySegment buffer) {
        try {
            return (int) virDomainGetUUIDString.invokeExact(domain, buffer);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainGetID =
            Libvirt.LIBRARY.function("virDomainGetID", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static int virDomainGetID(MemorySegment domain) {
        try {
            return (int) virDomainGetID.invokeExact(domain);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainGetState =
            Libvirt.LIBRARY.function(
                    "virDomainGetState",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));

    static int virDomainGetState(
            MemorySegment domain, MemorySegment state, MemorySegment reason, int flags) {
        try {
            return (int) virDomainGetState.invokeExact(domain, state, reason, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainIsActive =
            Libvirt.LIBRARY.function("virDomainIsActive", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static int virDomainIsActive(MemorySegment domain) {
        try {
            return (int) virDomainIsActive.invokeExact(domain);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainIsPersistent =
            Libvirt.LIBRARY.function(
                    "virDomainIsPersistent", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static int virDomainIsPersistent(MemorySegment domain) {
        try {
            return (int) virDomainIsPersistent.invokeExact(domain);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainGetXMLDesc =
            Libvirt.LIBRARY.function(
                    "virDomainGetXMLDesc", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));

    static MemorySegment virDomainGetXMLDesc(MemorySegment domain, int flags) {
        try {
            return (MemorySegment) virDomainGetXMLDesc.invokeExact(domain, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainCreateWithFlags =
            Libvirt.LIBRARY.function(
                    "virDomainCreateWithFlags", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    static int virDomainCreateWithFlags(MemorySegment domain, int flags) {
        try {
            return (int) virDomainCreateWithFlags.invokeExact(domain, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainDestroy =
            Libvirt.LIBRARY.function("virDomainDestroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static int virDomainDestroy(MemorySegment domain) {
        try {
            return (int) virDomainDestroy.invokeExact(domain);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainDestroyFlags =
            Libvirt.LIBRARY.function(
                    "virDomainDestroyFlags", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    static int virDomainDestroyFlags(MemorySegment domain, int flags) {
        try {
            return (int) virDomainDestroyFlags.invokeExact(domain, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainSuspend =
            Libvirt.LIBRARY.function("virDomainSuspend", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static int virDomainSuspend(MemorySegment domain) {
        try {
            return (int) virDomainSuspend.invokeExact(domain);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainResume =
            Libvirt.LIBRARY.function("virDomainResume", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static int virDomainResume(MemorySegment domain) {
        try {
            return (int) virDomainResume.invokeExact(domain);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainShutdown =
            Libvirt.LIBRARY.function("virDomainShutdown", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static int virDomainShutdown(MemorySegment domain) {
        try {
            return (int) virDomainShutdown.invokeExact(domain);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainUndefineFlags =
            Libvirt.LIBRARY.function(
                    "virDomainUndefineFlags", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    static int virDomainUndefineFlags(MemorySegment domain, int flags) {
        try {
            return (int) virDomainUndefineFlags.invokeExact(domain, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainRename =
            Libvirt.LIBRARY.function(
                    "virDomainRename", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

    static int virDomainRename(MemorySegment domain, MemorySegment name, int flags) {
        try {
            return (int) virDomainRename.invokeExact(domain, name, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainAttachDeviceFlags =
            Libvirt.LIBRARY.function(
                    "virDomainAttachDeviceFlags",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

    static int virDomainAttachDeviceFlags(MemorySegment domain, MemorySegment xml, int flags) {
        try {
            return (int) virDomainAttachDeviceFlags.invokeExact(domain, xml, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainDetachDeviceFlags =
            Libvirt.LIBRARY.function(
                    "virDomainDetachDeviceFlags",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

    static int virDomainDetachDeviceFlags(MemorySegment domain, MemorySegment xml, int flags) {
        try {
            return (int) virDomainDetachDeviceFlags.invokeExact(domain, xml, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainUpdateDeviceFlags =
            Libvirt.LIBRARY.function(
                    "virDomainUpdateDeviceFlags",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

    static int virDomainUpdateDeviceFlags(MemorySegment domain, MemorySegment xml, int flags) {
        try {
            return (int) virDomainUpdateDeviceFlags.invokeExact(domain, xml, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainSetMetadata =
            Libvirt.LIBRARY.function(
                    "virDomainSetMetadata",
                    FunctionDescriptor.of(
                            JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));

    static int virDomainSetMetadata(
            MemorySegment domain,
            int type,
            MemorySegment metadata,
            MemorySegment key,
            MemorySegment uri,
            int flags) {
        try {
            return (int) virDomainSetMetadata.invokeExact(domain, type, metadata, key, uri, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainGetMetadata =
            Libvirt.LIBRARY.function(
                    "virDomainGetMetadata",
                    FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));

    static MemorySegment virDomainGetMetadata(
            MemorySegment domain, int type, MemorySegment uri, int flags) {
        try {
            return (MemorySegment) virDomainGetMetadata.invokeExact(domain, type, uri, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainFSFreeze =
            Libvirt.LIBRARY.function(
                    "virDomainFSFreeze",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));

    static int virDomainFSFreeze(
            MemorySegment domain, MemorySegment mountpoints, int count, int flags) {
        try {
            return (int) virDomainFSFreeze.invokeExact(domain, mountpoints, count, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainFSThaw =
            Libvirt.LIBRARY.function(
                    "virDomainFSThaw",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));

    static int virDomainFSThaw(
            MemorySegment domain, MemorySegment mountpoints, int count, int flags) {
        try {
            return (int) virDomainFSThaw.invokeExact(domain, mountpoints, count, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainAgentSetResponseTimeout =
            Libvirt.LIBRARY.function(
                    "virDomainAgentSetResponseTimeout",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

    static int virDomainAgentSetResponseTimeout(MemorySegment domain, int timeout, int flags) {
        try {
            return (int) virDomainAgentSetResponseTimeout.invokeExact(domain, timeout, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virDomainGetJobInfo =
            Libvirt.LIBRARY.function(
                    "virDomainGetJobInfo", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

    static int virDomainGetJobInfo(MemorySegment domain, MemorySegment info) {
        try {
            return (int) virDomainGetJobInfo.invokeExact(domain, info);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private LibvirtDomainCalls() {}
}
