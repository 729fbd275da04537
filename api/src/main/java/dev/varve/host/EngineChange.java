package dev.varve.host;

import dev.varve.core.plan.step.Change;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// A change of the library's, as the engine plans it.
///
/// @param places what to look at besides the places where images are
public record EngineChange(Change change, Set<Path> places) {
    public EngineChange {
        places = Set.copyOf(places);
    }

    EngineChange(Change change) {
        this(change, Set.of());
    }

    EngineChange(Change change, Optional<Path> place) {
        this(change, place.map(Set::of).orElseGet(Set::of));
    }
}
