package dev.varve.image;

import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.write.NewImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Optional;

/// Makes an overlay: a new, empty qcow2 image on top of another.
///
/// A crash leaves at most the partial file, under [OverlaySpec#partial]; the target's name never
/// stands for half an overlay ([NewFile]).
public final class Overlay {
    /// What QEMU chooses, too.
    private static final int CLUSTER_BYTES = 64 << 10;

    private final Engine engine;

    Overlay(Engine engine) {
        this.engine = engine;
    }

    /// Makes the overlay. It has its base's size, and the cluster size and extended L2 of a qcow2
    /// base. A running domain may be writing the base.
    ///
    /// The mode is 0600, whatever the base's is: an overlay on a read-only base must be writable, and
    /// nobody else has to read it. It is 0660 where the base's group may read and write that, and is the
    /// overlay's as well; whom an access control list of the base names may do the same. Owner and group are taken over where the process may do so.
    ///
    /// @return what was made
    /// @throws FileAlreadyExistsException for the target, or for the partial file of an attempt with
    ///     the same tag
    /// @throws UnsupportedImageException when the base is encrypted, which the overlay would not be,
    ///     or when `backingName` does not lead to the base
    public static ImageInfo create(OverlaySpec spec) throws IOException {
        return new Overlay(Engine.ofHost()).make(spec);
    }

    /// {@return whether the overlay is there just as [#create] makes it, but for its owner and group, and nothing was
    /// written to it: an earlier attempt made it, or somebody to whom it makes no difference whether it did}
    public static boolean isMade(OverlaySpec spec) throws IOException {
        if (!Files.isRegularFile(spec.target(), LinkOption.NOFOLLOW_LINKS)
                || !Image.isEmptyOverlay(spec.target())) {
            return false;
        }
        var made = Image.read(spec.target(), ImageFormat.QCOW2);
        var base = Image.read(spec.base(), spec.baseFormat());
        var image = image(spec, base);
        return made.virtualSize() == image.size()
                && made.clusterSize() == 1 << image.clusterBits()
                && made.extendedL2() == image.extendedL2()
                && made.lazyRefcounts() == image.lazyRefcounts()
                && made.backing()
                        .filter(below -> below.name().equals(spec.backingName()))
                        .filter(below -> below.format().equals(Optional.of(spec.baseFormat())))
                        .isPresent()
                && NewFile.isOfImage(spec.target());
    }

    ImageInfo make(OverlaySpec spec) throws IOException {
        var base = Image.read(spec.base(), spec.baseFormat());
        check(spec, base);
        var partial = spec.partial();
        NewFile.makeImage(spec.target(), partial, spec.base(), () -> fill(spec, base));
        return Image.read(spec.target(), ImageFormat.QCOW2);
    }

    static void check(OverlaySpec spec, ImageInfo base) throws IOException {
        if (Files.exists(spec.target(), LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(spec.target().toString());
        }
        if (base.encrypted()) {
            throw new UnsupportedImageException(
                    spec.base(), "a base that is not encrypted", "an encrypted one");
        }
        var named = Backing.of(spec.target(), spec.backingName(), Optional.empty());
        if (!(named instanceof Backing.OfFile file) || !Image.sameFile(file.path(), spec.base())) {
            throw new UnsupportedImageException(
                    spec.target(), "a backing name for " + spec.base(), spec.backingName());
        }
    }

    /// The base is not opened: its QEMU may hold it, and its header has been read.
    void fill(OverlaySpec spec, ImageInfo base) throws IOException {
        var image = image(spec, base);
        try (var file = engine.open(spec.partial(), ImageFile.Access.READ_WRITE)) {
            image.write(file);
            file.sync();
        }
    }

    private static NewImage image(OverlaySpec spec, ImageInfo base) {
        var layout = spec.layout();
        boolean qcow2 = base.format() == ImageFormat.QCOW2;
        int clusterSize = layout.clusterSize().orElse(qcow2 ? base.clusterSize() : CLUSTER_BYTES);
        return new NewImage(
                roundedToSectors(spec.virtualSize().orElse(base.virtualSize())),
                Integer.numberOfTrailingZeros(clusterSize),
                layout.extendedL2()
                        .orElse(
                                base.extendedL2()
                                        && OverlaySpec.Layout.allowsExtendedL2(clusterSize)),
                layout.lazyRefcounts(),
                layout.preallocated(),
                spec.backingName(),
                spec.baseFormat().formatName());
    }

    /// QEMU reads a raw image that ends within a sector as if zeros filled it up.
    private static long roundedToSectors(long size) {
        return (size + 511) / 512 * 512;
    }
}
