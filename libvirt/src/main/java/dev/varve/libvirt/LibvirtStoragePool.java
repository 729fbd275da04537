package dev.varve.libvirt;

import static dev.varve.libvirt.LibvirtStorageCalls.virStoragePoolGetName;
import static dev.varve.libvirt.LibvirtStorageCalls.virStoragePoolGetXMLDesc;
import static dev.varve.libvirt.LibvirtStorageCalls.virStoragePoolListAllVolumes;
import static dev.varve.libvirt.LibvirtStorageCalls.virStorageVolGetName;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;

/// A storage pool; what holds for every method, [LibvirtConnection] says.
public final class LibvirtStoragePool implements AutoCloseable {
    private final Handle handle;

    LibvirtStoragePool(MemorySegment pointer) {
        handle = new Handle("storage pool", pointer, LibvirtStorageCalls::virStoragePoolFree);
    }

    public String name() {
        return handle.with(p -> CString.copy(LastError.check(virStoragePoolGetName(p))));
    }

    /// Its `<pool>`.
    public String xml() {
        return handle.string(p -> virStoragePoolGetXMLDesc(p, 0));
    }

    /// Whether its volumes can be listed.
    public boolean isActive() {
        return handle.test(LibvirtStorageCalls::virStoragePoolIsActive);
    }

    /// The paths of its volumes by their names, as libvirt knew them when it last looked.
    public Map<String, String> volumes() {
        var volumes =
                handle.objects(
                        (p, result) -> virStoragePoolListAllVolumes(p, result, 0),
                        volume ->
                                new Handle(
                                        "volume", volume, LibvirtStorageCalls::virStorageVolFree));
        var paths = new TreeMap<String, String>();
        for (var volume : volumes) {
            try (volume) {
                paths.put(
                        volume.with(v -> CString.copy(LastError.check(virStorageVolGetName(v)))),
                        volume.string(LibvirtStorageCalls::virStorageVolGetPath));
            }
        }
        return paths;
    }

    @Override
    public void close() {
        handle.close();
    }
}
