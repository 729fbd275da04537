package dev.varve.image;

import dev.varve.image.failure.ImageInUseException;
import dev.varve.image.failure.NoSpaceException;
import dev.varve.image.failure.UnsupportedImageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// Copies what an image shows, with all that it lies on, into a new qcow2 image that needs no other.
/// Where nothing was written the copy has a hole; where the file system can, data is shared and not
/// written again.
///
/// A crash leaves at most the partial file, under [OverlaySpec#partial]; the target's name never stands
/// for half a copy. Other programs may read the source's chain meanwhile.
public final class Copy {
    /// Where an image whose data is shared takes hardly any space.
    static final Set<String> SHARING = Set.of("xfs", "btrfs", "bcachefs", "ocfs2");

    private final Engine engine;

    private Copy(Engine engine) {
        this.engine = engine;
    }

    /// Makes the copy, which has the cluster size and extended L2 of a qcow2 source.
    ///
    /// @param spec the copy is its target, the source its base
    /// @throws FileAlreadyExistsException for the target, or for the partial file of an attempt with
    ///     the same tag
    /// @throws NoSpaceException when the data doesn't fit into the target's directory
    /// @throws UnsupportedImageException when the source's chain is not one that can be trusted to its
    ///     end, or is encrypted
    /// @throws ImageInUseException when a domain or another program writes one of the images
    /// @throws java.io.InterruptedIOException when the thread was interrupted
    public static void create(OverlaySpec spec, CopyProgress progress) throws IOException {
        new Copy(Engine.ofHost()).make(spec, progress);
    }

    private void make(OverlaySpec spec, CopyProgress progress) throws IOException {
        var overlay = new Overlay(engine);
        var base = Image.read(spec.base(), spec.baseFormat());
        Overlay.check(spec, base);
        NewFile.makeImage(
                spec.target(),
                spec.partial(),
                spec.base(),
                () -> {
                    overlay.fill(spec, base);
                    requireSpace(spec.partial(), spec.base());
                    new Pull(engine).pullAll(spec.partial(), progress);
                });
    }

    private static void requireSpace(Path partial, Path source) throws IOException {
        var store = Files.getFileStore(partial);
        if (SHARING.contains(store.type()) && store.equals(Files.getFileStore(source))) {
            return;
        }
        long needed = Pull.bytesOfAll(partial);
        if (needed > store.getUsableSpace()) {
            var directory = partial.toAbsolutePath().resolveSibling("").normalize();
            throw new NoSpaceException(directory, needed, store.getUsableSpace());
        }
    }
}
