package dev.varve.core.plan;

import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What is wrong with a domain's images and snapshots, as far as it can be seen from what libvirt and
/// the headers say. Nothing is changed by looking.
public record Diagnosis(HostState state, Domain domain) {
    /// From so many layers on, some versions of libvirt fail to start a domain.
    private static final int LONG = 25;

    /// {@return what was found, the worst first}
    public List<Finding> findings() {
        var reached = reached();
        var found = new ArrayList<Finding>();
        formats(reached, found);
        missing(found);
        obstacles(reached, found);
        longChains(found);
        strays(reached, found);
        if (domain.managedSave()) {
            found.add(new Finding.ManagedSave(domain.ref().name()));
        }
        return found;
    }

    /// All layers that the domain and its snapshots reach.
    private Set<Layer> reached() {
        var layers = new LinkedHashSet<Layer>();
        named().forEach(image -> layers.addAll(Layer.chain(image, state::layer)));
        return layers;
    }

    private Stream<Path> named() {
        return Stream.of(
                        domain.disks().stream(),
                        domain.nextDisks().stream(),
                        domain.snapshots().stream()
                                .flatMap(snapshot -> snapshot.domainDisks().stream()))
                .flatMap(disks -> disks)
                .map(Disk::source)
                .flatMap(source -> source.image().stream())
                .distinct();
    }

    private void formats(Set<Layer> reached, List<Finding> found) {
        for (var layer : reached) {
            layer.backing()
                    .filter(backing -> backing.format().isEmpty())
                    .ifPresent(backing ->
                            found.add(
                                    new Finding.FormatNotStated(
                                            layer.path(),
                                            backing.path(),
                                            Optional.ofNullable(
                                                    state.recognised().get(backing.path())))));
        }
    }

    /// What is missing only because nobody states its format has been told already.
    private void missing(List<Finding> found) {
        var told =
                found.stream()
                        .filter(Finding.FormatNotStated.class::isInstance)
                        .map(finding -> ((Finding.FormatNotStated) finding).backing())
                        .toList();
        var reachability = new Reachability(state);
        state.missing()
                .forEach((image, reason) -> {
                    var users = reachability.users(image);
                    if (!told.contains(image) && concerns(image)) {
                        found.add(new Finding.ImageMissing(image, reason, users));
                    }
                });
    }

    private boolean concerns(Path image) {
        return named().anyMatch(image::equals)
                || reached().stream().anyMatch(l -> l.below().equals(Optional.of(image)));
    }

    private static void obstacles(Set<Layer> reached, List<Finding> found) {
        for (var layer : reached) {
            layer.obstacle()
                    .ifPresent(why -> found.add(new Finding.Unmergeable(layer.path(), why)));
            if (layer.dirty()) {
                found.add(new Finding.Dirty(layer.path()));
            }
        }
    }

    private void longChains(List<Finding> found) {
        for (var disk : domain.nextDisks()) {
            int length =
                    disk.source()
                            .image()
                            .map(image -> Layer.chain(image, state::layer).size())
                            .orElse(0);
            if (length >= LONG) {
                found.add(new Finding.LongChain(disk.target(), length));
            }
        }
    }

    private void strays(Set<Layer> reached, List<Finding> found) {
        var reachability = new Reachability(state);
        for (var layer : reached) {
            for (var overlay : state.overlays(layer.path())) {
                if (!reached.contains(overlay) && !reachability.reaches(overlay.path())) {
                    found.add(new Finding.Stray(overlay.path(), layer.path()));
                }
            }
        }
    }
}
