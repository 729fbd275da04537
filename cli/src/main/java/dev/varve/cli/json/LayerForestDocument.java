package dev.varve.cli.json;

import dev.varve.state.Layer.ImageFile;
import dev.varve.state.Layer.Opened;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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

    /// {@return the document of a forest}
    ///
    /// @param domain whose it is; empty for that of a place
    public static LayerForestDocument of(
            Optional<String> domain, dev.varve.state.LayerForest forest) {
        return new LayerForestDocument(
                domain,
                forest.place().map(Path::toString),
                forest.all().map(LayerForestDocument::layer).toList());
    }

    private static Layer layer(dev.varve.state.Layer layer) {
        return new Layer(
                layer.image().toString(),
                layer.backing().map(Path::toString),
                layer.format(),
                layer.virtualSize(),
                layer.data(),
                layer.file().map(ImageFile::allocated),
                layer.exclusive(),
                layer.file().map(ImageFile::owner),
                layer.file().map(ImageFile::mode),
                layer.opened() != Opened.BY_NOBODY,
                layer.internalSnapshots(),
                layer.pins().stream().map(LayerForestDocument::pin).toList(),
                layer.missing(),
                layer.findings().stream().map(DiagnosisDocument.Finding::of).toList());
    }

    private static Pin pin(dev.varve.state.Pin pin) {
        return new Pin(pin.kind().name().toLowerCase(Locale.ROOT), pin.domain(), pin.name());
    }

    @Override
    public String kind() {
        return "LayerForest";
    }
}
