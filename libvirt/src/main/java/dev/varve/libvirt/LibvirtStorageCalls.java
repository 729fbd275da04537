package dev.varve.libvirt;

import java.lang.foreign.MemorySegment;

/// libvirt-storage.h by C's names.
final class LibvirtStorageCalls {

    private static final NativeFunction virConnectListAllStoragePools =
            Libvirt.LIBRARY.function("virConnectListAllStoragePools");

    static int virConnectListAllStoragePools(
            MemorySegment connection, MemorySegment pools, int flags) {
        return (int)
                virConnectListAllStoragePools.call(connection.address(), pools.address(), flags);
    }

    private static final NativeFunction virStoragePoolFree =
            Libvirt.LIBRARY.function("virStoragePoolFree");

    static int virStoragePoolFree(MemorySegment pool) {
        return (int) virStoragePoolFree.call(pool.address());
    }

    private static final NativeFunction virStoragePoolGetName =
            Libvirt.LIBRARY.function("virStoragePoolGetName");

    static MemorySegment virStoragePoolGetName(MemorySegment pool) {
        return MemorySegment.ofAddress(virStoragePoolGetName.call(pool.address()));
    }

    private static final NativeFunction virStoragePoolGetXMLDesc =
            Libvirt.LIBRARY.function("virStoragePoolGetXMLDesc");

    static MemorySegment virStoragePoolGetXMLDesc(MemorySegment pool, int flags) {
        return MemorySegment.ofAddress(virStoragePoolGetXMLDesc.call(pool.address(), flags));
    }

    private static final NativeFunction virStoragePoolIsActive =
            Libvirt.LIBRARY.function("virStoragePoolIsActive");

    static int virStoragePoolIsActive(MemorySegment pool) {
        return (int) virStoragePoolIsActive.call(pool.address());
    }

    private static final NativeFunction virStoragePoolListAllVolumes =
            Libvirt.LIBRARY.function("virStoragePoolListAllVolumes");

    static int virStoragePoolListAllVolumes(MemorySegment pool, MemorySegment volumes, int flags) {
        return (int) virStoragePoolListAllVolumes.call(pool.address(), volumes.address(), flags);
    }

    private static final NativeFunction virStorageVolGetName =
            Libvirt.LIBRARY.function("virStorageVolGetName");

    static MemorySegment virStorageVolGetName(MemorySegment volume) {
        return MemorySegment.ofAddress(virStorageVolGetName.call(volume.address()));
    }

    private static final NativeFunction virStorageVolGetPath =
            Libvirt.LIBRARY.function("virStorageVolGetPath");

    static MemorySegment virStorageVolGetPath(MemorySegment volume) {
        return MemorySegment.ofAddress(virStorageVolGetPath.call(volume.address()));
    }

    private static final NativeFunction virStorageVolFree =
            Libvirt.LIBRARY.function("virStorageVolFree");

    static int virStorageVolFree(MemorySegment volume) {
        return (int) virStorageVolFree.call(volume.address());
    }

    private LibvirtStorageCalls() {}
}
