package dev.varve.state;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The layers that a domain and its snapshots reach, or that lie in a place, with all that lies on them, whoever's it is.
///
/// @param place the image or directory that was asked for, by its real name; empty for a domain's
/// @param trees one for each bottom image, in order of their paths
/// @param notes what isn't there or isn't known, in a line each: images that can't be read, and layers of which it can't
///     be told what one reader alone sees
///
/// @since 0.1
public record LayerForest(Optional<Path> place, List<Layer> trees, List<String> notes) {
    public LayerForest {
        trees = List.copyOf(trees);
        notes = List.copyOf(notes);
    }

    /// {@return all layers, the lower ones before those on them}
    public Stream<Layer> all() {
        return trees.stream().flatMap(Layer::all);
    }
}
