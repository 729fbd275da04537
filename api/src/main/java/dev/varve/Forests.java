package dev.varve;

import dev.varve.core.chain.LayerTree;
import dev.varve.core.chain.Opened;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.HostState;
import dev.varve.core.model.InternalSnapshot;
import dev.varve.core.model.Place;
import dev.varve.host.HostOperations;
import dev.varve.host.HostReading;
import dev.varve.operation.VarveException;
import dev.varve.operation.VarveException.Kind;
import dev.varve.state.Layer;
import dev.varve.state.LayerForest;
import dev.varve.state.Pin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Layers, in the library's words.
///
/// @param measured whether what one reader alone sees of each is found out
record Forests(HostOperations operations, boolean measured) {
    LayerForest of(DomainRef domain) {
        var state = operations.observe();
        var forest = dev.varve.core.chain.LayerForest.of(state, Views.domain(state, domain));
        var notes = new ArrayList<String>();
        return told(Optional.empty(), forest, notes);
    }

    LayerForest of(Path name) {
        var place = operations.locate(name);
        var state = operations.observe(Set.of(place.path()));
        var forest = dev.varve.core.chain.LayerForest.of(state, place);
        if (forest.trees().isEmpty()) {
            requireThere(state, place, name);
        }
        var notes = new ArrayList<String>();
        var told = told(Optional.of(place.path()), forest, notes);
        if (place instanceof Place.Directory(var directory)) {
            notes.addAll(unread(state, directory));
        }
        return new LayerForest(told.place(), told.trees(), notes);
    }

    private static void requireThere(HostState state, Place place, Path name) {
        var why = Optional.ofNullable(state.missing().get(place.path()));
        switch (place) {
            case Place.Directory _ when why.isPresent() ->
                    throw failure(Kind.FAILED, name, why.get());
            case Place.Image _ when why.isPresent() ->
                    throw failure(Kind.FAILED, name, "it can't be read: " + why.get());
            case Place.Directory _ -> {}
            case Place.Image _, Place.Nothing _ ->
                    throw failure(
                            Kind.NOT_FOUND, name, "there is no image or directory of that name");
        }
    }

    private static VarveException failure(Kind kind, Path name, String why) {
        return new VarveException(kind, "cannot show the layers of " + name + ": " + why);
    }

    /// What a layer lies on that is told is told with that layer.
    private static List<String> unread(HostState state, Path directory) {
        return state.missing().entrySet().stream()
                .filter(image -> directory.equals(image.getKey().getParent()))
                .filter(image -> state.overlays(image.getKey()).isEmpty())
                .sorted(Map.Entry.comparingByKey())
                .map(image -> image.getKey() + " can't be read: " + image.getValue())
                .toList();
    }

    private LayerForest told(
            Optional<Path> place, dev.varve.core.chain.LayerForest forest, List<String> notes) {
        var read = measured ? new HostReading().measured(forest, notes::add) : forest;
        return new LayerForest(place, read.trees().stream().map(Forests::layer).toList(), notes);
    }

    private static Layer layer(LayerTree tree) {
        var layer = tree.layer();
        return new Layer(
                layer.path(),
                layer.format().formatName(),
                layer.block(),
                layer.below(),
                layer.virtualSize(),
                layer.dataBytes(),
                layer.file()
                        .map(file ->
                                new Layer.ImageFile(
                                        file.allocatedBytes(), file.owner(), file.mode())),
                tree.exclusiveBytes(),
                layer.internalSnapshots().stream().map(InternalSnapshot::name).toList(),
                tree.pins().stream().map(Forests::pin).toList(),
                opened(tree.open()),
                tree.missing(),
                tree.findings().stream().map(Diagnoses::finding).toList(),
                tree.overlays().stream().map(Forests::layer).toList());
    }

    private static Pin pin(dev.varve.core.chain.Pin pin) {
        var kind =
                switch (pin.kind()) {
                    case DISK -> Pin.Kind.DISK;
                    case SNAPSHOT -> Pin.Kind.SNAPSHOT;
                    case INTERNAL -> Pin.Kind.INTERNAL;
                    case OTHER -> Pin.Kind.OTHER;
                };
        return new Pin(kind, pin.domain().map(DomainRef::name), pin.name());
    }

    private static Layer.Opened opened(Opened by) {
        return switch (by) {
            case BY_NOBODY -> Layer.Opened.BY_NOBODY;
            case BY_GUEST -> Layer.Opened.BY_GUEST;
            case BY_PROGRAM -> Layer.Opened.BY_PROGRAM;
        };
    }
}
