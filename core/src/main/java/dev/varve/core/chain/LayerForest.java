package dev.varve.core.chain;

import dev.varve.core.chain.Pin.Kind;
import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Overlays;
import dev.varve.core.model.Place;
import dev.varve.core.model.Snapshot;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The layers that a domain and its snapshots reach, or that lie in a place, with all that lies on them,
/// whoever's it is.
///
/// @param trees one for each bottom image, in order of their paths
public record LayerForest(List<LayerTree> trees) {
    public LayerForest {
        trees = List.copyOf(trees);
    }

    /// {@return the forest of a domain}
    public static LayerForest of(HostState state, Domain domain) {
        return over(state, images(domain));
    }

    /// {@return the trees that an image belongs to, or those of all images in a directory; of an image that
    /// isn't a layer, the trees of those on it}
    public static LayerForest of(HostState state, Place place) {
        return over(
                state,
                switch (place) {
                    case Place.Directory(var directory) ->
                            state.layers().keySet().stream()
                                    .filter(image -> directory.equals(image.getParent()));
                    case Place.Image(var image) -> atOrOn(state, image);
                    case Place.Nothing(var image) -> atOrOn(state, image);
                });
    }

    private static Stream<Path> atOrOn(HostState state, Path image) {
        return state.layer(image).isPresent()
                ? Stream.of(image)
                : state.overlays(image).stream().map(Layer::path);
    }

    private static LayerForest over(HostState state, Stream<Path> images) {
        var roots = new TreeSet<Path>();
        images.map(image -> Layer.chain(image, state::layer))
                .filter(chain -> !chain.isEmpty())
                .forEach(chain -> roots.add(chain.getLast().path()));
        var growing =
                new Growing(
                        state,
                        new Overlays(state.layers().values()),
                        pins(state),
                        open(state),
                        LayerFindings.of(state));
        return new LayerForest(
                roots.stream()
                        .flatMap(root -> state.layer(root).stream())
                        .map(root -> growing.tree(root, Set.of()))
                        .toList());
    }

    private static Stream<Path> images(Domain domain) {
        return Stream.of(
                        domain.allDisks().flatMap(disk -> disk.source().image().stream()),
                        domain.snapshots().stream().flatMap(s -> layers(s).stream()))
                .flatMap(images -> images);
    }

    private static Collection<Path> layers(Snapshot snapshot) {
        return Stream.of(snapshot.frozenLayers(), snapshot.holders())
                .flatMap(layers -> layers.values().stream())
                .toList();
    }

    private static Map<Path, Set<Pin>> pins(HostState state) {
        var pins = new HashMap<Path, Set<Pin>>();
        for (var domain : state.domains()) {
            domain.allDisks().forEach(disk -> add(pins, disk, domain.ref()));
            for (var snapshot : domain.snapshots()) {
                snapshot.frozenLayers()
                        .values()
                        .forEach(image -> add(pins, image, Kind.SNAPSHOT, domain, snapshot));
                snapshot.holders()
                        .values()
                        .forEach(image -> add(pins, image, Kind.INTERNAL, domain, snapshot));
            }
        }
        for (var image : state.layers().keySet()) {
            state.dependants(image)
                    .forEach(who -> add(pins, image, new Pin(Kind.OTHER, Optional.empty(), who)));
        }
        return pins;
    }

    private static void add(Map<Path, Set<Pin>> pins, Disk disk, DomainRef domain) {
        var pin = new Pin(Kind.DISK, Optional.of(domain), disk.target().name());
        disk.source().image().ifPresent(image -> add(pins, image, pin));
    }

    private static void add(
            Map<Path, Set<Pin>> pins, Path image, Kind kind, Domain domain, Snapshot snapshot) {
        add(pins, image, new Pin(kind, Optional.of(domain.ref()), snapshot.name().value()));
    }

    private static void add(Map<Path, Set<Pin>> pins, Path image, Pin pin) {
        pins.computeIfAbsent(image, _ -> new LinkedHashSet<>()).add(pin);
    }

    private static Set<Path> open(HostState state) {
        return state.domains().stream()
                .filter(domain -> domain.state().active())
                .flatMap(domain -> domain.disks().stream())
                .flatMap(disk -> disk.source().image().stream())
                .flatMap(head -> Layer.chain(head, state::layer).stream())
                .map(Layer::path)
                .collect(Collectors.toSet());
    }

    private record Growing(
            HostState state,
            Overlays overlays,
            Map<Path, Set<Pin>> pins,
            Set<Path> open,
            LayerFindings findings) {
        /// @param below what was passed on the way here: backing files may go round in a circle
        LayerTree tree(Layer layer, Set<Path> below) {
            var passed = new HashSet<>(below);
            passed.add(layer.path());
            return new LayerTree(
                    layer,
                    List.copyOf(pins.getOrDefault(layer.path(), Set.of())),
                    opened(layer),
                    missing(layer),
                    findings.at(layer.path()),
                    /* exclusiveBytes= */ Optional.empty(),
                    overlays.on(layer.path()).stream()
                            .filter(overlay -> !passed.contains(overlay.path()))
                            .map(overlay -> tree(overlay, passed))
                            .toList());
        }

        private Opened opened(Layer layer) {
            if (open.contains(layer.path())) {
                return Opened.BY_GUEST;
            }
            return layer.file().filter(Layer.File::open).isPresent()
                    ? Opened.BY_PROGRAM
                    : Opened.BY_NOBODY;
        }

        private Optional<String> missing(Layer layer) {
            return layer.below()
                    .filter(below -> state.layer(below).isEmpty())
                    .map(below -> below + " can't be read: " + state.whyLacking(below));
        }
    }
}
