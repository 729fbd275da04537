package dev.varve.image;

import dev.varve.image.failure.NoSpaceException;
import dev.varve.image.failure.UnsupportedImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes what an internal snapshot reads as into a new image that needs no other.
final class ExtractSnapshot {
    private final Path image;
    private final InternalSnapshots.Entry snapshot;
    private final Path target;

    /// @param target an empty file
    ExtractSnapshot(Path image, InternalSnapshots.Entry snapshot, Path target) {
        this.image = image;
        this.snapshot = snapshot;
        this.target = target;
    }

    /// `qemu-img convert` gives a snapshot the size that the disk has now, and so cuts off what a disk that has been
    /// shrunk since held at its end, or adds what wasn't there.
    void run(CopyProgress progress) throws IOException {
        long now = Image.read(image, ImageFormat.QCOW2).virtualSize();
        if (now == snapshot.virtualSize()) {
            convert(progress);
        } else {
            copyAndGoBack(progress);
        }
    }

    private void convert(CopyProgress progress) throws IOException {
        var source = List.of("-f", "qcow2", "-O", "qcow2", "-l", "snapshot.id=" + snapshot.id());
        require(Measure.of(image, source).requiredBytes());
        var line = new ArrayList<>(source);
        line.addFirst("-p");
        line.add(QemuImg.argument(image));
        line.add(QemuImg.argument(target));
        new QemuImg().run("convert", image, line, progress);
        Durable.sync(target);
    }

    /// Clusters of the disk as it is now stay in the file, free.
    private void copyAndGoBack(CopyProgress progress) throws IOException {
        var layers = OfflineChain.open(image, ImageFormat.QCOW2).layers();
        var obstacle = layers.getFirst().obstacle();
        if (obstacle.isPresent()) {
            throw new UnsupportedImageException(
                    image, "an image that can be copied off line", obstacle.get());
        }
        require(layers.stream().mapToLong(ImageInfo::allocatedBytes).sum());
        InternalSnapshots.copyBytes(image, target, progress);
        if (layers.size() > 1) {
            // A name that is relative leads elsewhere from the copy's directory.
            var below = layers.get(1);
            ChangeBacking.to(target, below.path().toAbsolutePath().toString(), below.format());
        }
        InternalSnapshots.leaveOnly(target, snapshot.name());
        InternalSnapshots.remove(target, snapshot.name());
        if (layers.size() > 1) {
            Pull.ontoNothing(target, progress);
        }
        Durable.sync(target);
    }

    private void require(long bytes) throws IOException {
        long usable = Files.getFileStore(target).getUsableSpace();
        if (bytes > usable) {
            var directory = target.toAbsolutePath().resolveSibling("").normalize();
            throw new NoSpaceException(directory, bytes, usable);
        }
    }
}
