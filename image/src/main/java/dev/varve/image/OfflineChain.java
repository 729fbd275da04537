package dev.varve.image;

import java.io.IOException;
import java.nio.file.Path;

/// What must hold before QEMU's tools may open a whole chain: they follow every name in it.
final class OfflineChain {
    private OfflineChain() {}

    /// {@return the chain, known to be complete, of stated formats, and of files that hold their own
    /// data}
    static BackingChain open(Path top, ImageFormat format) throws IOException {
        var chain = BackingChain.open(top, format);
        if (chain.finding().isPresent()) {
            throw new UnsupportedImageException(
                    top, "a backing chain down to a base image", chain.finding().get().toString());
        }
        for (var layer : chain.layers()) {
            if (layer.dataFile().isPresent()) {
                throw new UnsupportedImageException(
                        layer.path(), "no external data file", layer.dataFile().get());
            }
            if (layer.corrupt()) {
                throw new CorruptImageException(
                        layer.path(), "an image not marked as corrupt", "the corrupt bit");
            }
        }
        return chain;
    }
}
