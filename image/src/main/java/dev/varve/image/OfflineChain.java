package dev.varve.image;

import dev.varve.image.failure.UnsupportedImageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What must hold before the data of a whole chain is moved about, or shown to others.
final class OfflineChain {
    private OfflineChain() {}

    /// {@return the chain, known to be complete, of stated formats, and without an obstacle}
    static BackingChain open(Path top, ImageFormat format) throws IOException {
        var chain = complete(top, format);
        for (var layer : chain.layers()) {
            var obstacle = layer.obstacle();
            if (obstacle.isPresent()) {
                throw new UnsupportedImageException(
                        layer.path(), "an image that can be read off line", obstacle.get());
            }
        }
        return chain;
    }

    /// {@return the chain, known to be complete, of stated formats, and with tables that can be read:
    /// they tell where data lies also where nobody could read the data}
    static BackingChain openTables(Path top, ImageFormat format) throws IOException {
        var chain = complete(top, format);
        for (var layer : chain.layers()) {
            if (layer.dataFile().isPresent() || layer.corrupt()) {
                throw new UnsupportedImageException(
                        layer.path(),
                        "an image whose tables tell where its data is",
                        layer.obstacle().orElseThrow());
            }
        }
        return chain;
    }

    private static BackingChain complete(Path top, ImageFormat format) throws IOException {
        var chain = BackingChain.open(top, format);
        if (chain.brokenBy().isPresent()) {
            throw new UnsupportedImageException(
                    top, "a backing chain down to a base image", chain.brokenBy().get().message());
        }
        return chain;
    }

    /// @throws UnsupportedImageException when one of `layers` holds internal snapshots
    static void requireNoSnapshots(List<ImageInfo> layers) throws IOException {
        for (var layer : layers) {
            if (layer.internalSnapshots() > 0) {
                throw new UnsupportedImageException(
                        layer.path(),
                        "no internal snapshots",
                        layer.internalSnapshots() + " of them");
            }
        }
    }

    /// {@return the place of `image` among `layers`, below their top}
    ///
    /// @throws UnsupportedImageException when it isn't there
    static int place(List<ImageInfo> layers, Path image) throws IOException {
        for (int i = 1; i < layers.size(); i++) {
            if (Image.sameFile(layers.get(i).path(), image)) {
                return i;
            }
        }
        throw new UnsupportedImageException(
                layers.getFirst().path(), "a backing chain through " + image, "none");
    }
}
