package dev.varve.core.plan.layers;

import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who else than one domain names images: other domains with their snapshots, and what is neither a domain nor a
/// layer.
final class OtherUsers {
    /// Of many clones a message names the first.
    private static final int NAMED_MAX = 3;

    private final List<Domain> domains;
    private final Map<Path, Set<String>> dependants;

    OtherUsers(HostState state, Domain domain) {
        this.dependants = state.dependants();
        this.domains =
                state.domains().stream()
                        .filter(other -> !other.ref().uuid().equals(domain.ref().uuid()))
                        .toList();
    }

    /// {@return all images that they name}
    Set<Path> images() {
        var images = new HashSet<>(dependants.keySet());
        domains.forEach(other -> images.addAll(images(other)));
        return images;
    }

    private static Set<Path> images(Domain other) {
        var images = new HashSet<Path>();
        var disks = new ArrayList<>(other.allDisks().toList());
        other.snapshots().forEach(snapshot -> disks.addAll(snapshot.domainDisks()));
        for (var disk : disks) {
            disk.source().image().ifPresent(images::add);
            images.addAll(disk.stated());
        }
        return images;
    }

    /// {@return whether one of them names the image}
    boolean name(Path image) {
        return dependants.containsKey(image)
                || domains.stream().anyMatch(other -> images(other).contains(image));
    }

    /// {@return the domains that have it as a disk that they write}
    List<DomainRef> writing(Path image) {
        return domains.stream()
                .filter(other -> other.allDisks().anyMatch(disk -> disk.writes(image)))
                .map(Domain::ref)
                .toList();
    }

    /// {@return who needs a layer, in a few words each; never empty, for somebody does}
    ///
    /// @param above the layer, and all that lies on it
    List<String> needing(Set<Path> above) {
        var needed = new ArrayList<>(dependants(above));
        var owners = domains(above);
        owners.stream().limit(NAMED_MAX).map(other -> "domain " + other).forEach(needed::add);
        if (owners.size() > NAMED_MAX) {
            needed.add((owners.size() - NAMED_MAX) + " other domains");
        }
        if (needed.isEmpty()) {
            needed.add("images that are not this domain's");
        }
        return needed;
    }

    private List<DomainRef> domains(Set<Path> above) {
        return domains.stream()
                .filter(other -> images(other).stream().anyMatch(above::contains))
                .map(Domain::ref)
                .toList();
    }

    private List<String> dependants(Set<Path> above) {
        return dependants.entrySet().stream()
                .filter(needed -> above.contains(needed.getKey()))
                .flatMap(needed -> needed.getValue().stream())
                .distinct()
                .sorted()
                .toList();
    }
}
