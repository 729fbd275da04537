package dev.varve.core.plan.doctor;

import dev.varve.core.model.HostState;
import dev.varve.core.model.Layer;
import dev.varve.core.plan.layers.Reachability;
import java.util.Optional;
import java.util.stream.Stream;

/// What is wrong with one layer, whether a domain reaches it or not.
public record LayerDiagnosis(HostState state, Layer layer) {
    /// {@return what was found, the worst first}
    public Stream<Finding> findings() {
        return Stream.of(format(), missing(), obstacles()).flatMap(found -> found);
    }

    Stream<Finding> format() {
        return layer.backing().filter(backing -> backing.format().isEmpty()).stream()
                .map(backing ->
                        new ImageFinding.FormatNotStated(
                                layer.path(),
                                backing.path(),
                                Optional.ofNullable(state.recognised().get(backing.path()))));
    }

    /// What is missing only because nobody states its format is told by [#format].
    private Stream<Finding> missing() {
        return layer.backing().filter(backing -> backing.format().isPresent()).stream()
                .map(Layer.Backing::path)
                .flatMap(below ->
                        Optional.ofNullable(state.missing().get(below)).stream()
                                .map(why ->
                                        new ImageFinding.ImageMissing(
                                                below, why, new Reachability(state).users(below))));
    }

    Stream<Finding> obstacles() {
        return switch (layer.mark()) {
            case CORRUPT -> Stream.of(new ImageFinding.MarkedCorrupt(layer.path()));
            case DIRTY ->
                    Stream.concat(unmergeable(), Stream.of(new ImageFinding.Dirty(layer.path())));
            case NONE -> unmergeable();
        };
    }

    private Stream<Finding> unmergeable() {
        return layer.obstacle().stream()
                .map(why -> new ImageFinding.Unmergeable(layer.path(), why));
    }
}
