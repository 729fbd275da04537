package dev.varve.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// libvirt-storage.h by C's names.
final class LibvirtStorageCalls {

    private static final MethodHandle virConnectListAllStoragePools =
            Libvirt.LIBRARY.function(
                    "virConnectListAllStoragePools",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

    static int virConnectListAllStoragePools(
            MemorySegment connection, MemorySegment pools, int flags) {
        try {
            return (int) virConnectListAllStoragePools.invokeExact(connection, pools, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virStoragePoolFree =
            Libvirt.LIBRARY.function(
                    "virStoragePoolFree", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static int virStoragePoolFree(MemorySegment pool) {
        try {
            return (int) virStoragePoolFree.invokeExact(pool);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virStoragePoolGetName =
            Libvirt.LIBRARY.function(
                    "virStoragePoolGetName", FunctionDescriptor.of(ADDRESS, ADDRESS));

    static MemorySegment virStoragePoolGetName(MemorySegment pool) {
        try {
            return (MemorySegment) virStoragePoolGetName.invokeExact(pool);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virStoragePoolGetXMLDesc =
            Libvirt.LIBRARY.function(
                    "virStoragePoolGetXMLDesc", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));

    static MemorySegment virStoragePoolGetXMLDesc(MemorySegment pool, int flags) {
        try {
            return (MemorySegment) virStoragePoolGetXMLDesc.invokeExact(pool, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virStoragePoolIsActive =
            Libvirt.LIBRARY.function(
                    "virStoragePoolIsActive", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static int virStoragePoolIsActive(MemorySegment pool) {
        try {
            return (int) virStoragePoolIsActive.invokeExact(pool);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virStoragePoolListAllVolumes =
            Libvirt.LIBRARY.function(
                    "virStoragePoolListAllVolumes",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

    static int virStoragePoolListAllVolumes(MemorySegment pool, MemorySegment volumes, int flags) {
        try {
            return (int) virStoragePoolListAllVolumes.invokeExact(pool, volumes, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virStorageVolGetName =
            Libvirt.LIBRARY.function(
                    "virStorageVolGetName", FunctionDescriptor.of(ADDRESS, ADDRESS));

    static MemorySegment virStorageVolGetName(MemorySegment volume) {
        try {
            return (MemorySegment) virStorageVolGetName.invokeExact(volume);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virStorageVolGetPath =
            Libvirt.LIBRARY.function(
                    "virStorageVolGetPath", FunctionDescriptor.of(ADDRESS, ADDRESS));

    static MemorySegment virStorageVolGetPath(MemorySegment volume) {
        try {
            return (MemorySegment) virStorageVolGetPath.invokeExact(volume);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static final MethodHandle virStorageVolFree =
            Libvirt.LIBRARY.function("virStorageVolFree", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static int virStorageVolFree(MemorySegment volume) {
        try {
            return (int) virStorageVolFree.invokeExact(volume);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private LibvirtStorageCalls() {}
}
