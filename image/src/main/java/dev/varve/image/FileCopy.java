package dev.varve.image;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.NoSpaceException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.posix.ImageLocks;
import dev.varve.image.transfer.Copying;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/// Copies an image's file as it is, with its tables, internal snapshots and bitmaps; holes stay holes, and
/// what the file system can share is not written again.
///
/// A crash leaves at most the partial file; the copy's name never stands for half a copy.
public final class FileCopy {
    private static final int PIECE = 1 << 20;

    private final Engine engine;

    private FileCopy(Engine engine) {
        this.engine = engine;
    }

    /// What the copy's header is to name as its backing image.
    public record NewBacking(Path path, ImageFormat format) {}

    /// Makes the copy, which everybody can read who may read the image.
    ///
    /// @param backing what the copy lies on; empty to leave its header as it is
    /// @param partial its name until it is whole, beside the copy
    /// @throws FileAlreadyExistsException for the copy, or for the partial file
    /// @throws NoSpaceException when it doesn't fit into the directory
    /// @throws ImageInUseException when a program writes the image
    /// @throws java.io.InterruptedIOException when the thread was interrupted
    public static void create(
            Path image,
            Path copy,
            Optional<NewBacking> backing,
            Path partial,
            CopyProgress progress)
            throws IOException {
        if (Files.exists(copy, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(copy.toString());
        }
        var copying = new FileCopy(Engine.ofHost());
        NewFile.makeCopy(
                copy,
                partial,
                image,
                () -> {
                    // Who writes it would not get it until this is done.
                    try (var _ = ImageLocks.toRead(image)) {
                        copying.fill(image, partial, progress);
                    }
                    if (backing.isPresent()) {
                        ChangeBacking.to(
                                partial, backing.get().path().toString(), backing.get().format());
                    }
                });
    }

    /// {@return whether the one file holds what the other does, but for the first cluster of a qcow2 image, in
    /// which the name of the backing image is}
    public static boolean isOf(Path image, Path copy) throws IOException {
        try (var one = FileChannel.open(image);
                var other = FileChannel.open(copy)) {
            if (one.size() != other.size()) {
                return false;
            }
            var ours = ByteBuffer.allocate(PIECE);
            var theirs = ByteBuffer.allocate(PIECE);
            for (long at = header(image); at < one.size(); at += PIECE) {
                read(one, ours, at);
                read(other, theirs, at);
                if (!ours.equals(theirs)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static long header(Path image) throws IOException {
        return Image.probe(image) ? Image.read(image, ImageFormat.QCOW2).clusterSize() : 0;
    }

    private static void read(FileChannel file, ByteBuffer into, long at) throws IOException {
        into.clear();
        while (into.hasRemaining() && file.read(into, at + into.position()) > 0) {}
        into.flip();
    }

    private void fill(Path image, Path partial, CopyProgress progress) throws IOException {
        try (var from = engine.open(image, ImageFile.Access.READ);
                var to = engine.open(partial, ImageFile.Access.READ_WRITE)) {
            long bytes = Image.allocatedBytes(image);
            requireSpace(partial, bytes);
            to.setLength(from.length());
            var copying = new Copying(progress::at, bytes);
            long at = from.nextData(0);
            while (at < from.length()) {
                long end = from.nextHole(at);
                copying.copy(from, at, to, at, end - at);
                at = from.nextData(end);
            }
            copying.finish();
            to.sync();
        }
    }

    private static void requireSpace(Path partial, long needed) throws IOException {
        var store = Files.getFileStore(partial);
        if (!Copy.SHARING.contains(store.type()) && needed > store.getUsableSpace()) {
            var directory = partial.toAbsolutePath().resolveSibling("").normalize();
            throw new NoSpaceException(directory, needed, store.getUsableSpace());
        }
    }
}
