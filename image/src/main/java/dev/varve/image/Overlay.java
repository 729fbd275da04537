package dev.varve.image;

import dev.varve.image.failure.UnsupportedImageException;
import dev.varve.image.io.ImageFile;
import dev.varve.image.qcow2.write.NewImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/// Makes an overlay: a new, empty qcow2 image on top of another.
///
/// 1. a partial file beside the target, made exclusively and readable by its owner alone,
/// 2. filled, given the owner and the group of the base, and synchronised,
/// 3. linked under the target's name, which fails if somebody took that name meanwhile,
/// 4. its partial name removed, and the directory synchronised.
///
/// A crash leaves at most the partial file, under [OverlaySpec#partial]; the target's name never
/// stands for half an overlay.
public final class Overlay {
    /// What QEMU chooses, too.
    private static final int CLUSTER_BYTES = 64 << 10;

    private static final EnumSet<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Engine engine;

    Overlay(Engine engine) {
        this.engine = engine;
    }

    /// Makes the overlay. It has its base's size, and the cluster size and extended L2 of a qcow2
    /// base. A running domain may be writing the base.
    ///
    /// The mode is 0600 whatever the base's is: an overlay on a read-only base must be writable, and
    /// nobody else has to read it. The owner is taken over where the process may do so.
    ///
    /// @return what was made
    /// @throws FileAlreadyExistsException for the target, or for the partial file of an attempt with
    ///     the same tag
    /// @throws UnsupportedImageException when the base is encrypted, which the overlay would not be,
    ///     or when `backingName` does not lead to the base
    public static ImageInfo create(OverlaySpec spec) throws IOException {
        return new Overlay(Engine.ofHost()).make(spec);
    }

    ImageInfo make(OverlaySpec spec) throws IOException {
        var base = Image.read(spec.base(), spec.baseFormat());
        check(spec, base);
        var partial = spec.partial();
        Files.createFile(partial, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            fill(spec, base);
            takeOwner(spec.base(), partial);
            Durable.sync(partial);
            publish(partial, spec.target());
        } finally {
            Files.deleteIfExists(partial);
        }
        Durable.syncDirectoryOf(spec.target());
        return Image.read(spec.target(), ImageFormat.QCOW2);
    }

    private static void check(OverlaySpec spec, ImageInfo base) throws IOException {
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
    private void fill(OverlaySpec spec, ImageInfo base) throws IOException {
        var layout = spec.layout();
        boolean qcow2 = base.format() == ImageFormat.QCOW2;
        int clusterSize = layout.clusterSize().orElse(qcow2 ? base.clusterSize() : CLUSTER_BYTES);
        var image =
                new NewImage(
                        roundedToSectors(base.virtualSize()),
                        Integer.numberOfTrailingZeros(clusterSize),
                        layout.extendedL2()
                                .orElse(
                                        base.extendedL2()
                                                && OverlaySpec.Layout.allowsExtendedL2(
                                                        clusterSize)),
                        layout.lazyRefcounts(),
                        layout.preallocated(),
                        spec.backingName(),
                        spec.baseFormat().formatName());
        try (var file = engine.open(spec.partial(), ImageFile.Access.READ_WRITE)) {
            image.write(file);
            file.sync();
        }
    }

    /// QEMU reads a raw image that ends within a sector as if zeros filled it up.
    private static long roundedToSectors(long size) {
        return (size + 511) / 512 * 512;
    }

    /// Only root may give files away: for others the attempt counts, as it may succeed for a group.
    private static void takeOwner(Path base, Path overlay) throws IOException {
        boolean root = (int) Files.getAttribute(overlay, "unix:uid") == 0;
        for (var attribute : List.of("unix:gid", "unix:uid")) {
            try {
                Files.setAttribute(overlay, attribute, Files.getAttribute(base, attribute));
            } catch (FileSystemException e) {
                if (root) {
                    throw e;
                }
            }
        }
    }

    private static void publish(Path partial, Path target) throws IOException {
        try {
            Files.createLink(target, partial);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            publishWithoutLink(partial, target);
        }
    }

    /// For file systems without hard links: an empty file claims the name, then the rename replaces
    /// it. A crash in between leaves the empty file, which is no overlay of anything.
    static void publishWithoutLink(Path partial, Path target) throws IOException {
        Files.createFile(target, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.delete(target); // Ours: it was made exclusively.
            throw e;
        }
    }
}
