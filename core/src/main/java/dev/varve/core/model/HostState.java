package dev.varve.core.model;

import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Everything that a plan is made from: the truth as libvirt and the image headers told it at one
/// moment.
///
/// @param domains every domain of the connection
/// @param layers every image that a domain or a snapshot names or reaches, and every image found
///     beside those
/// @param files every file name taken in the directories that hold layers
/// @param missing images that are named by a domain, a snapshot or another image and are not there
///     or can't be read, with the reason
/// @param recognised images whose format nobody states, with the one that they can be taken for without
///     a guest deciding what is opened
public record HostState(
        List<Domain> domains,
        Map<Path, Layer> layers,
        Set<Path> files,
        Map<Path, String> missing,
        Map<Path, ImageFormat> recognised) {
    public HostState {
        domains = List.copyOf(domains);
        layers = Map.copyOf(layers);
        files = Set.copyOf(files);
        missing = Map.copyOf(missing);
        recognised = Map.copyOf(recognised);
    }

    /// {@return the domain, as it is now}
    public Optional<Domain> domain(DomainRef ref) {
        return domains.stream().filter(d -> d.ref().uuid().equals(ref.uuid())).findFirst();
    }

    /// {@return the image's layer}
    public Optional<Layer> layer(Path path) {
        return Optional.ofNullable(layers.get(path));
    }

    /// {@return the layers that lie directly on `path`}
    public List<Layer> overlays(Path path) {
        return layers.values().stream()
                .filter(layer -> layer.below().equals(Optional.of(path)))
                .sorted(java.util.Comparator.comparing(Layer::path))
                .toList();
    }
}
