package dev.varve.core.chain;

import dev.varve.core.model.Disk;
import dev.varve.core.model.Domain;
import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.model.Snapshot;
import dev.varve.core.plan.step.ImageRefusal;
import dev.varve.core.plan.step.Refusal;
import dev.varve.image.Seen;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who reads the layers of a domain: its present state, each of its snapshots, and everybody else.
///
/// @param present the disks as they are now, and as the next start will use them
/// @param snapshots what each snapshot froze or holds, in the order of [Domain#snapshots]
/// @param others what other domains and their snapshots read, images that nobody names, and internal
///     snapshots that libvirt doesn't know; as far as they read layers of the domain
/// @param layers all that the domain and its snapshots reach
public record Readers(
        List<Seen> present, List<List<Seen>> snapshots, List<Seen> others, Set<Path> layers) {
    public Readers {
        present = List.copyOf(present);
        snapshots = List.copyOf(snapshots);
        others = List.copyOf(others);
        layers = Set.copyOf(layers);
    }

    /// {@return the readers of the domain's layers}
    ///
    /// Layers that can't be read are left out: see [#missing].
    public static Readers of(HostState state, Domain domain) {
        return new Search(state, domain).readers();
    }

    /// {@return why it can't be told who reads what, if an image of the domain's can't be read}
    ///
    /// @param what what is to be done, for the message
    public static Optional<Refusal> missing(HostState state, Domain domain, String what) {
        return named(domain).stream()
                .flatMap(image -> ImageRefusal.ImageMissing.of(what, state, image).stream())
                .findFirst();
    }

    private static Set<Path> named(Domain domain) {
        var images = new LinkedHashSet<Path>();
        heads(domain).forEach(images::add);
        for (var snapshot : domain.snapshots()) {
            images.addAll(snapshot.frozenLayers().values());
            images.addAll(snapshot.holders().values());
        }
        return images;
    }

    /// A medium in a drive is nobody's state.
    private static Stream<Path> heads(Domain domain) {
        return domain.allDisks()
                .filter(Readers::keepsState)
                .flatMap(disk -> disk.source().image().stream())
                .distinct();
    }

    /// {@return whether the disk is one that snapshots are about}
    static boolean keepsState(Disk disk) {
        return disk.device().equals("disk") || disk.device().equals("lun");
    }

    private record Search(HostState state, Domain domain, Set<Path> layers) {
        Search(HostState state, Domain domain) {
            this(state, domain, reached(state, named(domain)));
        }

        Readers readers() {
            var present = heads(domain).flatMap(this::disk).toList();
            var snapshots = domain.snapshots().stream().map(this::seen).toList();
            return new Readers(present, snapshots, others(snapshots), layers);
        }

        private static Set<Path> reached(HostState state, Collection<Path> tops) {
            return tops.stream()
                    .flatMap(top -> Layer.chain(top, state::layer).stream())
                    .map(Layer::path)
                    .collect(Collectors.toSet());
        }

        private Stream<Seen> disk(Path image) {
            return state.layer(image).map(layer -> new Seen(image, layer.format())).stream();
        }

        private List<Seen> seen(Snapshot snapshot) {
            var frozen = snapshot.frozenLayers().values().stream().flatMap(this::disk);
            var held = snapshot.holders().values().stream().flatMap(at -> held(snapshot, at));
            return Stream.concat(frozen, held).distinct().toList();
        }

        private Stream<Seen> held(Snapshot snapshot, Path image) {
            return state.layer(image).stream()
                    .flatMap(layer ->
                            layer.internalSnapshot(snapshot.name()).stream()
                                    .map(held -> internal(layer, held.id())));
        }

        private static Seen internal(Layer layer, String id) {
            return new Seen(layer.path(), layer.format(), Optional.of(id));
        }

        private List<Seen> others(List<List<Seen>> known) {
            var images = new LinkedHashSet<>(state.dependants().keySet());
            state.domains().stream()
                    .filter(other -> !other.ref().equals(domain.ref()))
                    .flatMap(Search::images)
                    .forEach(images::add);
            state.layers().keySet().stream().filter(i -> !layers.contains(i)).forEach(images::add);
            var own = known.stream().flatMap(List::stream).collect(Collectors.toSet());
            var internals =
                    state.layers().values().stream()
                            .flatMap(Search::internals)
                            .filter(held -> !own.contains(held));
            return Stream.concat(images.stream().flatMap(this::disk), internals)
                    .filter(this::readsOurs)
                    .toList();
        }

        private static Stream<Seen> internals(Layer layer) {
            return layer.internalSnapshots().stream().map(held -> internal(layer, held.id()));
        }

        private static Stream<Path> images(Domain other) {
            var kept = other.snapshots().stream().flatMap(s -> s.domainDisks().stream());
            return Stream.concat(other.allDisks(), kept)
                    .flatMap(disk ->
                            Stream.concat(disk.source().image().stream(), disk.stated().stream()));
        }

        private boolean readsOurs(Seen seen) {
            return reached(state, List.of(seen.image())).stream().anyMatch(layers::contains);
        }
    }
}
