package dev.varve.libvirt.hypervisor.observe;

import dev.varve.libvirt.LibvirtConnection;
import dev.varve.libvirt.LibvirtErrorEnums.VirErrorNumber;
import dev.varve.libvirt.LibvirtException;
import dev.varve.libvirt.LibvirtStoragePool;
import dev.varve.libvirt.hypervisor.file.Paths;
import dev.varve.libvirt.xml.Xml;
import dev.varve.libvirt.xml.XmlElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where the storage pools of a connection keep images. A driver without storage has none.
///
/// @param directories those of pools that are directories, active or not: libvirt lists what was there
///     when the pool was last refreshed
/// @param volumes paths by the names of pool and volume, of the pools that are active
public record StoragePools(Set<Path> directories, Map<String, Map<String, String>> volumes) {
    /// {@return where a pool that is a directory has its images; empty where there is no such pool}
    public static Optional<Path> directory(LibvirtConnection connection, String name) {
        Optional<Path> found = Optional.empty();
        for (var pool : all(connection)) {
            try (pool) {
                if (pool.name().equals(name)) {
                    found = target(Xml.parse(pool.xml())).filter(path -> !path.startsWith("/dev"));
                }
            }
        }
        return found.map(Paths::real);
    }

    /// {@return the pools as libvirt knows them}
    static StoragePools of(LibvirtConnection connection) {
        var pools = new StoragePools(new HashSet<>(), new HashMap<>());
        for (var pool : all(connection)) {
            try (pool) {
                pools.add(pool);
            } catch (LibvirtException e) {
                // One that was undefined or stopped since the list was made has none.
                if (e.code() != VirErrorNumber.NO_STORAGE_POOL
                        && e.kind() != LibvirtException.Kind.INVALID) {
                    throw e;
                }
            }
        }
        return pools;
    }

    private static List<LibvirtStoragePool> all(LibvirtConnection connection) {
        try {
            return connection.storagePools();
        } catch (LibvirtException e) {
            if (e.kind() == LibvirtException.Kind.UNSUPPORTED) {
                return List.of();
            }
            throw e;
        }
    }

    private void add(LibvirtStoragePool pool) {
        target(Xml.parse(pool.xml()))
                .filter(path -> path.isAbsolute() && !path.startsWith("/dev"))
                .filter(Files::isDirectory)
                .ifPresent(path -> directories.add(Paths.real(path)));
        if (pool.isActive()) {
            volumes.put(pool.name(), pool.volumes());
        }
    }

    private static Optional<Path> target(XmlElement pool) {
        return pool.path("target", "path").stream()
                .map(path -> Path.of(path.text().strip()))
                .findFirst();
    }

    /// {@return the paths of all volumes that are files or devices of this host}
    List<Path> paths() {
        return volumes.values().stream()
                .flatMap(paths -> paths.values().stream())
                .filter(path -> path.startsWith("/"))
                .map(Path::of)
                .toList();
    }

    /// {@return the path of a volume, if there is one of that name}
    Optional<Path> path(String pool, String volume) {
        return Optional.ofNullable(volumes.getOrDefault(pool, Map.of()).get(volume))
                .filter(path -> path.startsWith("/"))
                .map(Path::of);
    }
}
