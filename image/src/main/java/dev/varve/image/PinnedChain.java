package dev.varve.image;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.posix.ImageLocks;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A chain that nobody writes, nor Varve removes, until this is closed: each layer is locked as QEMU
/// locks what it reads. QEMU itself does so for qcow2 alone.
final class PinnedChain implements Closeable {
    private final List<ImageLocks> locks = new ArrayList<>();
    private final List<ImageInfo> layers;

    private PinnedChain(List<ImageInfo> layers) {
        this.layers = layers;
    }

    /// @throws UnsupportedImageException when the chain can't be followed to a base image, or somebody
    ///     else's files or keys are needed to read it
    /// @throws ImageInUseException when a domain or another program has a layer open for writing
    static PinnedChain open(Path top, ImageFormat format) throws IOException {
        var pinned = new PinnedChain(OfflineChain.open(top, format).layers());
        try {
            for (var layer : pinned.layers) {
                pinned.locks.add(ImageLocks.toRead(layer.path()));
            }
            pinned.requireUnchanged(OfflineChain.open(top, format).layers());
            return pinned;
        } catch (IOException | RuntimeException e) {
            pinned.close();
            throw e;
        }
    }

    /// What was looked at without the locks must still be so with them.
    private void requireUnchanged(List<ImageInfo> now) throws IOException {
        for (int i = 0; i < layers.size(); i++) {
            if (now.size() != layers.size() || !now.get(i).saysWhat(layers.get(i))) {
                var path = layers.get(i).path();
                throw new ImageInUseException(
                        path, path + " was changed by another program at this moment; try again");
            }
        }
    }

    /// {@return from top to base}
    List<ImageInfo> layers() {
        return layers;
    }

    @Override
    public void close() {
        locks.forEach(ImageLocks::close);
        locks.clear();
    }
}
