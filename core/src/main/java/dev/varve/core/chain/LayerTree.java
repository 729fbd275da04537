package dev.varve.core.chain;

import dev.varve.core.model.Layer;
import dev.varve.core.plan.doctor.Finding;
import dev.varve.image.Seen;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A layer and all that lies on it.
///
/// @param pins what needs it itself, besides the layers on it
/// @param missing why its backing image isn't among the layers, where it should be
/// @param findings what is wrong with it, the worst first
/// @param exclusiveBytes data in it that one reader alone sees; absent where that wasn't asked for or can't be
///     told
/// @param overlays the layers directly on it, in order of their paths
public record LayerTree(
        Layer layer,
        List<Pin> pins,
        Opened open,
        Optional<String> missing,
        List<Finding> findings,
        Optional<Long> exclusiveBytes,
        List<LayerTree> overlays) {
    public LayerTree {
        pins = List.copyOf(pins);
        findings = List.copyOf(findings);
        overlays = List.copyOf(overlays);
    }

    /// {@return who reads the layers from here up, each by itself: whatever pins one, every internal snapshot,
    /// and what lies on top for nobody}
    public List<List<Seen>> readers() {
        return all().flatMap(LayerTree::own).map(List::of).toList();
    }

    private Stream<Seen> own() {
        var disk = new Seen(layer.path(), layer.format());
        long named = pins.stream().filter(pin -> pin.kind() != Pin.Kind.INTERNAL).count();
        long by = overlays.isEmpty() ? Math.max(named, 1) : named;
        var internal =
                layer.internalSnapshots().stream()
                        .map(held ->
                                new Seen(layer.path(), layer.format(), Optional.of(held.id())));
        return Stream.concat(Stream.generate(() -> disk).limit(by), internal);
    }

    /// {@return the images from here up}
    public Set<Path> images() {
        return all().map(tree -> tree.layer().path()).collect(Collectors.toSet());
    }

    /// {@return the same tree with what one reader alone sees of each layer}
    ///
    /// @param exclusive by image
    public LayerTree measured(Map<Path, Long> exclusive) {
        return new LayerTree(
                layer,
                pins,
                open,
                missing,
                findings,
                Optional.ofNullable(exclusive.get(layer.path())),
                overlays.stream().map(overlay -> overlay.measured(exclusive)).toList());
    }

    /// {@return this and all above, the lower ones first}
    public Stream<LayerTree> all() {
        return Stream.concat(Stream.of(this), overlays.stream().flatMap(LayerTree::all));
    }
}
