package dev.varve.core.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What lies directly on each image, found once for all of them: for whoever asks about many, where
/// [HostState#overlays] would look through all layers for each.
public final class Overlays {
    private final Map<Path, List<Layer>> byBacking = new HashMap<>();

    /// @param layers all that may lie on another
    public Overlays(Collection<Layer> layers) {
        for (var layer : layers) {
            layer.below()
                    .ifPresent(below ->
                            byBacking.computeIfAbsent(below, _ -> new ArrayList<>()).add(layer));
        }
        byBacking.values().forEach(overlays -> overlays.sort(Comparator.comparing(Layer::path)));
    }

    /// {@return the layers that lie directly on `image`, in order of their paths}
    public List<Layer> on(Path image) {
        return List.copyOf(byBacking.getOrDefault(image, List.of()));
    }
}
