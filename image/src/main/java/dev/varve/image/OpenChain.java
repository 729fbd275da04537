package dev.varve.image;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.io.ImageFiles;
import dev.varve.image.layer.LayerReader;
import dev.varve.image.layer.LayerStack;
import dev.varve.image.layer.RawLayer;
import dev.varve.image.posix.ImageLocks;
import dev.varve.image.qcow2.Qcow2Layer;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/// The files of a chain, open and locked: some of them for writing, the others against being written.
final class OpenChain implements Closeable {
    private final Deque<Closeable> open = new ArrayDeque<>();
    private final LayerStack stack;

    private OpenChain(ImageFiles files, List<ImageInfo> layers, List<Lock> locks)
            throws IOException {
        try {
            for (var lock : locks) {
                open.push(lock.take());
            }
            if (!locks.isEmpty()) {
                requireUnchanged(layers);
            }
            stack = openLayers(files, layers);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private interface Lock {
        ImageLocks take() throws IOException;
    }

    /// @param layers from top to base
    /// @param written those that will be written, or removed
    /// @throws ImageInUseException when a domain or another program has one of the images open
    static OpenChain open(ImageFiles files, List<ImageInfo> layers, Set<Integer> written)
            throws IOException {
        var locks = new ArrayList<Lock>();
        for (int i = 0; i < layers.size(); i++) {
            var path = layers.get(i).path();
            locks.add(
                    written.contains(i)
                            ? () -> ImageLocks.toWrite(path)
                            : () -> ImageLocks.toRead(path));
        }
        return new OpenChain(files, layers, locks);
    }

    /// Opens a chain that a guest may be writing to: what is read then may be outdated.
    static OpenChain openUnlocked(ImageFiles files, List<ImageInfo> layers) throws IOException {
        return new OpenChain(files, layers, List.of());
    }

    /// What was decided without the locks must still hold with them.
    private static void requireUnchanged(List<ImageInfo> layers) throws IOException {
        for (var layer : layers) {
            if (!Image.read(layer.path(), layer.format()).saysWhat(layer)) {
                throw new ImageInUseException(
                        layer.path(),
                        layer.path() + " was changed by another program at this moment; try again");
            }
        }
    }

    private LayerStack openLayers(ImageFiles files, List<ImageInfo> infos) throws IOException {
        var layers = new ArrayList<LayerReader>();
        for (var info : infos) {
            var layer = openLayer(files, info);
            open.push(layer);
            layers.add(layer);
        }
        return new LayerStack(layers);
    }

    private static LayerReader openLayer(ImageFiles files, ImageInfo info) throws IOException {
        var file = files.open(info.path(), ImageFile.Access.READ);
        return info.format() == ImageFormat.RAW ? RawLayer.open(file) : Qcow2Layer.open(file);
    }

    LayerStack stack() {
        return stack;
    }

    /// Closes all, also when one of them fails.
    @Override
    public void close() throws IOException {
        var failures = new ArrayList<IOException>();
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (IOException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }
}
