package dev.varve.testing.memory;

import dev.varve.core.hypervisor.HypervisorException;
import dev.varve.core.hypervisor.HypervisorException.Kind;
import dev.varve.core.hypervisor.MergeOptions;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HalfDone;
import dev.varve.core.model.WriteProtection;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// Everything that there is on the host. Each change goes through [#change], one effect at a time.
final class World {
    final Images images = new Images();
    final Documents documents = new Documents();
    final Map<UUID, MemoryDomain> domains = new LinkedHashMap<>();

    /// Files for memory; an empty one is reserved.
    final Map<Path, Optional<SavedGuest>> memoryFiles = new TreeMap<>();

    /// What domains keep beside their disks; a store that isn't here has not been made yet.
    final Map<Path, String> stores = new TreeMap<>();

    /// Copies of stores.
    final Map<Path, String> copies = new TreeMap<>();

    /// What lies in archives, by member.
    final Map<Path, Map<String, ArchiveSteps.Packed>> archives = new TreeMap<>();

    /// Images that programs of no domain need, with who they are.
    final Map<Path, Set<String>> dependants = new TreeMap<>();

    /// What is wrong with the tables of images.
    final Map<Path, String> flaws = new TreeMap<>();

    /// Files for memory that operations have made.
    final Set<Path> reserved = new TreeSet<>();

    /// The names of checkpoints, by the UUID of their domain.
    final Map<UUID, List<String>> checkpoints = new TreeMap<>();

    /// Files and directories that can't be written to, and why.
    final Map<Path, WriteProtection> protections = new TreeMap<>();

    /// Copies of layers that are ours until somebody has taken them for his.
    final Set<Path> mirrors = new TreeSet<>();

    /// The overlays whose files are taking the places of what they lie on.
    final Set<Path> exchanges = new TreeSet<>();

    /// QEMUs that the host has forgotten, by the domain's UUID.
    final Map<UUID, HalfDone.LostQemu> lost = new LinkedHashMap<>();

    MergeOptions mergeOptions = MergeOptions.none();

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

    /// {@return what the domain's stores hold}
    Map<Path, String> stored(MemoryDomain domain) {
        var stored = new TreeMap<Path, String>();
        for (var path : domain.stores.values()) {
            Optional.ofNullable(stores.get(path)).ifPresent(held -> stored.put(path, held));
        }
        return stored;
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

    /// {@return whether a running QEMU has the image open for writing}
    boolean written(Path image) {
        return domains.values().stream()
                .flatMap(domain -> domain.guest.stream())
                .flatMap(guest -> guest.definition.disks().stream())
                .anyMatch(disk -> disk.source().image().equals(Optional.of(image)));
    }

    /// QEMU's image locks: nobody writes an image that any QEMU has open.
    void refuseOpen(Path image) {
        for (var other : domains.values()) {
            if (open(other).contains(image)) {
                throw new HypervisorException(
                        Kind.BUSY,
                        "cannot get \"write\" lock on " + image + ": " + other.ref + " uses it");
            }
        }
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

    /// {@return the guest of a domain that runs}
    Guest guest(DomainRef domain) {
        return domain(domain)
                .guest
                .orElseThrow(() ->
                        new HypervisorException(
                                HypervisorException.Kind.INVALID,
                                "domain '" + domain + "' is not running"));
    }
}
