package dev.varve.image;

import dev.varve.image.io.Cancelled;
import dev.varve.image.io.ImageFile;
import dev.varve.image.layer.LayerExtent;
import dev.varve.image.layer.LayerReader;
import dev.varve.image.qcow2.Qcow2Layer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Optional;

/// Whether an image's tables tell of all its disk where the data is: for whoever has to know before anything is done
/// that can't be taken back. Data isn't read, so that what is compressed may still turn out to be damaged.
public final class ReadCheck {
    private ReadCheck() {}

    /// {@return what is wrong, in a few words; empty where the data can be found}
    ///
    /// An image that a program has open for writing can't be looked at, and nothing is said of it.
    ///
    /// @throws InterruptedIOException when the thread was interrupted, and still is
    /// @throws IOException when it can't be read
    public static Optional<String> flaw(Path image, ImageFormat format) throws IOException {
        return TableLook.flaw(image, format, ReadCheck::flaw);
    }

    private static Optional<String> flaw(ImageFile file) throws IOException {
        try (var layer = Qcow2Layer.open(file)) {
            walk(layer);
            return Optional.empty();
        }
    }

    private static void walk(LayerReader layer) throws IOException {
        var place = new LayerExtent();
        for (long at = 0; at < layer.size(); at += place.bytes()) {
            Cancelled.check("looking at the tables of " + layer.file().path());
            layer.find(at, layer.size() - at, place);
        }
    }
}
