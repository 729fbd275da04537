package dev.varve.core.plan.layers;

import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The layers that two disks of one domain lie on at the same moment, now or in a snapshot: such a layer, a
/// golden image above all, doesn't tell which disk an image on it is of.
final class SharedLayers {
    private final HostState state;
    private final Domain domain;
    private final Map<Path, Path> bases = new HashMap<>();
    private Optional<Set<Path>> found = Optional.empty();

    /// @param state before anything is changed
    SharedLayers(HostState state, Domain domain) {
        this.state = state;
        this.domain = domain;
    }

    boolean contains(Path layer) {
        if (found.isEmpty()) {
            found = Optional.of(find());
        }
        return found.get().contains(layer);
    }

    private Set<Path> find() {
        var shared = new HashSet<Path>();
        moments().forEach(disks -> addShared(disks, shared));
        return shared;
    }

    private Stream<List<Disk>> moments() {
        return Stream.concat(
                Stream.of(domain.disks(), domain.nextDisks()),
                domain.snapshots().stream().map(Snapshot::domainDisks));
    }

    /// Images on different bases have nothing in common, which is most of them.
    private void addShared(List<Disk> disks, Set<Path> shared) {
        var byBase = new HashMap<Path, List<Path>>();
        for (var disk : disks) {
            disk.source()
                    .image()
                    .ifPresent(image ->
                            byBase.computeIfAbsent(base(image), _ -> new ArrayList<>()).add(image));
        }
        byBase.values().stream()
                .filter(images -> images.size() > 1)
                .forEach(images -> addCommon(images, shared));
    }

    private void addCommon(List<Path> images, Set<Path> shared) {
        var passed = new HashSet<Path>();
        images.stream()
                .flatMap(image -> Layer.chain(image, state::layer).stream())
                .map(Layer::path)
                .filter(layer -> !passed.add(layer))
                .forEach(shared::add);
    }

    /// The lowest image of the chain; where backing files go round in a circle, one of those.
    private Path base(Path image) {
        var passed = new LinkedHashSet<Path>();
        var at = image;
        while (!bases.containsKey(at) && passed.add(at)) {
            at = state.layer(at).flatMap(Layer::below).orElse(at);
        }
        var base = bases.getOrDefault(at, at);
        passed.forEach(layer -> bases.put(layer, base));
        return base;
    }
}
