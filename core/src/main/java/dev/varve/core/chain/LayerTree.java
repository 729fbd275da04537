package dev.varve.core.chain;

import dev.varve.core.model.Layer;
import dev.varve.core.plan.doctor.Finding;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A layer and all that lies on it.
///
/// @param pins what needs it itself, besides the layers on it
/// @param missing why its backing image isn't among the layers, where it should be
/// @param findings what is wrong with it, the worst first
/// @param overlays the layers directly on it, in order of their paths
public record LayerTree(
        Layer layer,
        List<Pin> pins,
        Opened open,
        Optional<String> missing,
        List<Finding> findings,
        List<LayerTree> overlays) {
    public LayerTree {
        pins = List.copyOf(pins);
        findings = List.copyOf(findings);
        overlays = List.copyOf(overlays);
    }

    /// {@return this and all above, the lower ones first}
    public Stream<LayerTree> all() {
        return Stream.concat(Stream.of(this), overlays.stream().flatMap(LayerTree::all));
    }
}
