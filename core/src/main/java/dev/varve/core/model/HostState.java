package dev.varve.core.model;

import dev.varve.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

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
/// @param dependants images that are needed by what is neither a domain's disk, nor a snapshot's, nor a
///     layer's backing image as it is stated, with who needs each, in a few words: whatever can't be
///     followed for certain is here
/// @param readers who has an image open besides the guests' QEMUs, so that it can't be written, in a few
///     words each; all of them are dependants as well
/// @param halfDone what somebody began and may not end, by the domain's UUID
/// @param limits what the hypervisor can't do
public record HostState(
        List<Domain> domains,
        Map<Path, Layer> layers,
        Set<Path> files,
        Map<Path, String> missing,
        Map<Path, ImageFormat> recognised,
        Map<Path, Set<String>> dependants,
        Map<Path, Set<String>> readers,
        Map<UUID, HalfDone> halfDone,
        Limits limits) {
    public HostState {
        domains = List.copyOf(domains);
        layers = Map.copyOf(layers);
        files = Set.copyOf(files);
        missing = Map.copyOf(missing);
        recognised = Map.copyOf(recognised);
        dependants = Map.copyOf(dependants);
        readers = Map.copyOf(readers);
        halfDone = Map.copyOf(halfDone);
    }

    /// A host without dependants besides domains, snapshots and layers, where nothing was begun.
    public HostState(
            List<Domain> domains,
            Map<Path, Layer> layers,
            Set<Path> files,
            Map<Path, String> missing,
            Map<Path, ImageFormat> recognised) {
        this(
                domains,
                layers,
                files,
                missing,
                recognised,
                Map.of(),
                Map.of(),
                Map.of(),
                Limits.none());
    }

    /// {@return the same host with other domains}
    public HostState with(List<Domain> others) {
        return new HostState(
                others, layers, files, missing, recognised, dependants, readers, halfDone, limits);
    }

    /// {@return the same host, whose snapshots have frozen what the headers of their overlays prove, where their
    /// metadata says something else}
    public HostState proven() {
        return ProvenSnapshots.of(this);
    }

    /// {@return the same host with other file names taken}
    public HostState withFiles(Set<Path> taken) {
        return new HostState(
                domains, layers, taken, missing, recognised, dependants, readers, halfDone, limits);
    }

    /// {@return the same host with other images}
    public HostState withLayers(Map<Path, Layer> others) {
        return new HostState(
                domains, others, files, missing, recognised, dependants, readers, halfDone, limits);
    }

    /// {@return the same host, where something else was begun}
    public HostState withHalfDone(Map<UUID, HalfDone> begun) {
        return new HostState(
                domains, layers, files, missing, recognised, dependants, readers, begun, limits);
    }

    /// {@return the same host with a hypervisor that can't do these}
    public HostState with(Limits others) {
        return new HostState(
                domains, layers, files, missing, recognised, dependants, readers, halfDone, others);
    }

    /// {@return how many layers are read through the image, itself among them}
    public int depth(Path top) {
        return Layer.chain(top, this::layer).size();
    }

    /// {@return whether one of the disks is the image, or lies on it}
    public boolean reads(Stream<Disk> disks, Path image) {
        return disks.flatMap(disk -> disk.source().image().stream())
                .anyMatch(head ->
                        head.equals(image)
                                || Layer.chain(head, this::layer).stream()
                                        .anyMatch(layer -> layer.path().equals(image)));
    }

    /// {@return the first image below `top`, or `top` itself, that isn't there or can't be read}
    public Optional<Path> lacking(Path top) {
        var chain = Layer.chain(top, this::layer);
        return chain.isEmpty()
                ? Optional.of(top)
                : chain.getLast().below().filter(below -> layer(below).isEmpty());
    }

    /// {@return why an image is not among the layers}
    public String whyLacking(Path image) {
        return missing.getOrDefault(image, "it was not found");
    }

    /// {@return the domain, as it is now}
    public Optional<Domain> domain(DomainRef ref) {
        return domains.stream().filter(d -> d.ref().uuid().equals(ref.uuid())).findFirst();
    }

    /// {@return what was begun on the domain}
    public HalfDone halfDone(DomainRef ref) {
        return halfDone.getOrDefault(ref.uuid(), HalfDone.nothing());
    }

    /// {@return the same host with another state of one domain}
    public HostState with(Domain domain) {
        return with(
                domains.stream()
                        .map(d -> d.ref().uuid().equals(domain.ref().uuid()) ? domain : d)
                        .toList());
    }

    /// {@return the image's layer}
    public Optional<Layer> layer(Path path) {
        return Optional.ofNullable(layers.get(path));
    }

    /// {@return who needs the image besides domains, snapshots and layers on it, in order}
    public List<String> dependants(Path path) {
        return dependants.getOrDefault(path, Set.of()).stream().sorted().toList();
    }

    /// {@return who has the image open besides the guests' QEMUs, in order}
    public List<String> readers(Path path) {
        return readers.getOrDefault(path, Set.of()).stream().sorted().toList();
    }

    /// {@return the layers that lie directly on `path`}
    public List<Layer> overlays(Path path) {
        return layers.values().stream()
                .filter(layer -> layer.below().equals(Optional.of(path)))
                .sorted(java.util.Comparator.comparing(Layer::path))
                .toList();
    }
}
