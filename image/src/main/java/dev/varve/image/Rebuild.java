package dev.varve.image;

import dev.varve.image.failure.CorruptImageException;
import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.ImageLocks;
import dev.varve.image.qcow2.HeaderReader;
import dev.varve.image.qcow2.check.RefcountRebuild;
import dev.varve.image.qcow2.meta.IncompatibleFeature;
import java.io.IOException;
import java.nio.file.Path;

/// Rebuilds the refcounts of an image that was left with the mark that they may be wrong: with lazy refcounts, by a
/// writer that was killed. Until then whoever takes clusters for new data may take those that are in use: QEMU does so where it opens the image
/// for reading first and writes to it later, as for a commit.
///
/// What the image holds stays as it is. A rebuild that failed, was cut or ran out of room leaves the mark, and can be run again.
final class Rebuild {
    private final Engine engine;

    Rebuild(Engine engine) {
        this.engine = engine;
    }

    /// Rebuilds them if the qcow2 `image` has the mark. When this returns, that is on stable storage.
    ///
    /// @throws CorruptImageException when more is wrong than refcounts, with nothing changed
    /// @throws ImageInUseException when a domain or another program has the image open
    void of(Path image) throws IOException {
        try (var _ = ImageLocks.toWrite(image);
                var file = engine.open(image, ImageFile.Access.READ_WRITE)) {
            var header = HeaderReader.read(file);
            if (header.has(IncompatibleFeature.DIRTY)) {
                RefcountRebuild.of(file, header);
            }
        }
    }
}
