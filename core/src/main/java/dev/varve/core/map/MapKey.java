package dev.varve.core.map;

import dev.varve.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.List;

/// What tells one node from the others while the map is made.
sealed interface MapKey {
    record OfSnapshot(SnapshotName name) implements MapKey {}

    record OfNow() implements MapKey {}

    /// A domain, or an image, on a layer of the domain's.
    ///
    /// @param name of the domain, or of the file where it is no domain's
    record OfOther(String name, boolean domain) implements MapKey {}

    /// Unnamed layers.
    ///
    /// @param layers those that the same nodes lie on
    record OfBranch(List<Path> layers) implements MapKey {
        public OfBranch {
            layers = List.copyOf(layers);
        }
    }
}
