package dev.varve.cli.json;

import dev.varve.core.chain.LayerForest;
import dev.varve.core.chain.LayerTree;
import dev.varve.core.chain.Opened;
import dev.varve.core.model.DomainRef;
import dev.varve.core.model.InternalSnapshot;
import dev.varve.core.model.Layer.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What `chain` prints.
///
/// @param domain whose layers these are; absent for those of a place
/// @param place the image or directory that was asked for; absent for a domain
/// @param layers lower ones before those on them
public record LayerForestDocument(
        Optional<String> domain, Optional<String> place, List<Layer> layers) implements Document {
    public LayerForestDocument {
        layers = List.copyOf(layers);
    }

    /// A layer.
    ///
    /// @param backing the image below
    /// @param virtualSize bytes that a guest sees
    /// @param dataBytes bytes of data in this layer alone
    /// @param allocatedBytes bytes that the file takes on its file system; absent where that isn't known
    /// @param exclusiveBytes bytes of data in this layer that one reader alone sees; absent where that isn't known
    /// @param owner user and group of the file
    /// @param mode permissions of the file, as in chmod(1)
    /// @param open whether a program has it open, a guest that runs or another
    /// @param missing why the image below can't be read
    /// @param findings what is wrong with it, as `doctor` tells it
    public record Layer(
            String image,
            Optional<String> backing,
            String format,
            long virtualSize,
            long dataBytes,
            Optional<Long> allocatedBytes,
            Optional<Long> exclusiveBytes,
            Optional<String> owner,
            Optional<String> mode,
            boolean open,
            List<String> internalSnapshots,
            List<Pin> pins,
            Optional<String> missing,
            List<DiagnosisDocument.Finding> findings) {
        public Layer {
            internalSnapshots = List.copyOf(internalSnapshots);
            pins = List.copyOf(pins);
            findings = List.copyOf(findings);
        }
    }

    /// Why a layer stays.
    ///
    /// @param kind `disk`, `snapshot`, `internal` or `other`
    public record Pin(String kind, Optional<String> domain, String name) {}

    /// {@return the document of a domain's forest}
    public static LayerForestDocument of(DomainRef domain, LayerForest forest) {
        return of(Optional.of(domain.name()), Optional.empty(), forest);
    }

    /// {@return the document of a place's forest}
    public static LayerForestDocument of(Path place, LayerForest forest) {
        return of(Optional.empty(), Optional.of(place.toString()), forest);
    }

    private static LayerForestDocument of(
            Optional<String> domain, Optional<String> place, LayerForest forest) {
        return new LayerForestDocument(
                domain,
                place,
                forest.trees().stream()
                        .flatMap(LayerTree::all)
                        .map(LayerForestDocument::layer)
                        .toList());
    }

    private static Layer layer(LayerTree tree) {
        var layer = tree.layer();
        return new Layer(
                layer.path().toString(),
                layer.below().map(Object::toString),
                layer.format().formatName(),
                layer.virtualSize(),
                layer.dataBytes(),
                layer.file().map(File::allocatedBytes),
                tree.exclusiveBytes(),
                layer.file().map(File::owner),
                layer.file().map(File::mode),
                tree.open() != Opened.BY_NOBODY,
                layer.internalSnapshots().stream().map(InternalSnapshot::name).toList(),
                tree.pins().stream().map(LayerForestDocument::pin).toList(),
                tree.missing(),
                tree.findings().stream().map(DiagnosisDocument.Finding::of).toList());
    }

    private static Pin pin(dev.varve.core.chain.Pin pin) {
        return new Pin(
                pin.kind().name().toLowerCase(java.util.Locale.ROOT),
                pin.domain().map(DomainRef::name),
                pin.name());
    }

    @Override
    public String kind() {
        return "LayerForest";
    }
}
