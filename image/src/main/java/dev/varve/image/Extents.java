package dev.varve.image;

import dev.varve.image.io.Cancelled;
import dev.varve.image.layer.Holding;
import dev.varve.image.layer.LayerExtent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// Which layer of a chain holds which bytes of the disk.
///
/// Only tables are read, no data. A guest may be running: then the answer may be outdated, as its QEMU
/// keeps tables in memory.
public final class Extents {
    private Extents() {}

    /// Told of each extent, in ascending order and without gaps.
    @FunctionalInterface
    public interface Reader {
        void read(Extent extent) throws IOException;
    }

    /// Reads all extents of the disk that `top` shows.
    ///
    /// @throws dev.varve.image.failure.UnsupportedImageException when the chain is not one that can be
    ///     trusted down to its end
    public static void read(Path top, ImageFormat format, Reader reader) throws IOException {
        var layers = OfflineChain.open(top, format).layers();
        read(layers, layers.size(), reader);
    }

    /// Reads the extents that may differ between what `top` shows and what `base` shows, a layer below
    /// it: those that `top` or a layer between holds.
    ///
    /// @throws dev.varve.image.failure.UnsupportedImageException when `base` isn't below `top`
    public static void readChanged(Path top, ImageFormat format, Path base, Reader reader)
            throws IOException {
        var layers = OfflineChain.open(top, format).layers();
        int end = OfflineChain.place(layers, base);
        read(
                layers,
                end,
                extent -> {
                    if (extent.kind() != Extent.Kind.NOTHING) {
                        reader.read(extent);
                    }
                });
    }

    private static void read(List<ImageInfo> layers, int end, Reader reader) throws IOException {
        long size = layers.getFirst().virtualSize();
        var place = new LayerExtent();
        try (var chain = Engine.ofHost().openUnlocked(layers)) {
            for (long at = 0; at < size; at += place.bytes()) {
                Cancelled.check("reading where data is");
                chain.stack().find(0, end, at, size - at, place);
                reader.read(extent(at, place));
            }
        }
    }

    private static Extent extent(long at, LayerExtent place) {
        var host =
                place.holding() == Holding.DATA
                        ? OptionalLong.of(place.host())
                        : OptionalLong.empty();
        return new Extent(at, place.bytes(), Extent.Kind.of(place.holding()), place.layer(), host);
    }
}
