package dev.varve.core.hypervisor.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.model.DomainRef;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// Everything that there is on the host. Each change goes through [#change], one effect at a time.
final class World {
    final Images images = new Images();
    final Documents documents = new Documents();
    final Map<UUID, MemoryDomain> domains = new LinkedHashMap<>();

    /// Files for memory; an empty one is reserved.
    final Map<Path, Optional<SavedGuest>> memoryFiles = new TreeMap<>();

    Faults faults = Faults.none();

    void change(String what, Runnable effect) {
        faults.before(what);
        effect.run();
        faults.after(what);
    }

    MemoryDomain domain(DomainRef ref) {
        return Optional.ofNullable(domains.get(ref.uuid()))
                .orElseThrow(() ->
                        new HypervisorException(
                                Kind.NOT_FOUND,
                                "no domain with matching name '" + ref.name() + "'"));
    }

    /// {@return the paths that a running QEMU holds for the domain's disks, heads and all below}
    List<Path> open(MemoryDomain domain) {
        return domain.guest.stream()
                .flatMap(guest -> guest.definition.disks().stream())
                .flatMap(disk -> disk.source().image().stream())
                .flatMap(path -> images.chain(path).stream())
                .map(image -> image.path)
                .toList();
    }

    /// QEMU's image locks: nobody writes an image that a QEMU of another domain has open.
    void refuseOpenElsewhere(MemoryDomain domain, Path image) {
        for (var other : domains.values()) {
            if (other != domain && open(other).contains(image)) {
                throw new HypervisorException(
                        Kind.BUSY,
                        "cannot get \"write\" lock on " + image + ": " + other.ref + " uses it");
            }
        }
    }
}
