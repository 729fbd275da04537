package dev.varve.image;

import dev.varve.image.io.Cancelled;
import dev.varve.image.io.ImageFile;
import dev.varve.image.layer.Holding;
import dev.varve.image.layer.LayerExtent;
import dev.varve.image.layer.LayerReader;
import dev.varve.image.posix.ExtendedAttributes;
import dev.varve.image.qcow2.HeaderReader;
import dev.varve.image.qcow2.meta.Header;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What must hold for the file of an overlay to take the place of the one below it: whoever names the base, or
/// looks at its file, finds afterwards what a commit would have left. In doubt a commit is made.
///
/// @param second the name that an attempt that was cut may have given to the file of `top`
/// @param run from the top to the base
record ExchangeConditions(Engine engine, Path top, Path base, Path second, List<ImageInfo> run) {
    boolean hold() throws IOException {
        return run.stream().allMatch(this::isPlain)
                && bothAreFiles()
                && sameOwner()
                && mayBeUsedAsTop()
                && sameHeaders()
                && backingCanBeNamed()
                && !compressed();
    }

    private boolean isPlain(ImageInfo layer) {
        return layer.format() == ImageFormat.QCOW2
                && layer.internalSnapshots() == 0
                && layer.bitmaps() == 0
                && !layer.dirty()
                && layer.virtualSize() <= run.getFirst().virtualSize();
    }

    /// Each under one name, the base not kept from being written, in the same directory, where relative names mean the same.
    private boolean bothAreFiles() throws IOException {
        return isFile(top, Image.sameFile(second, top) ? 2 : 1)
                && isFile(base, 1)
                && Files.isWritable(base)
                && Optional.ofNullable(top.getParent())
                        .equals(Optional.ofNullable(base.getParent()));
    }

    private static boolean isFile(Path path, int links) throws IOException {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && (int) Files.getAttribute(path, "unix:nlink") == links;
    }

    private boolean sameOwner() throws IOException {
        return Files.getAttribute(top, "unix:uid").equals(Files.getAttribute(base, "unix:uid"))
                && Files.getAttribute(top, "unix:gid").equals(Files.getAttribute(base, "unix:gid"))
                && sameAttributes();
    }

    /// Some network file systems list attributes that they can't show.
    private boolean sameAttributes() throws IOException {
        try {
            return ExtendedAttributes.of(top).equals(ExtendedAttributes.of(base));
        } catch (FileSystemException _) {
            return false;
        }
    }

    /// The file of `top` gets the base's mode before it gets its name: whoever opened it, as the guest's QEMU
    /// does that is started between, must still be able to. A base that is kept read-only isn't replaced.
    private boolean mayBeUsedAsTop() throws IOException {
        return Files.getPosixFilePermissions(base).containsAll(Files.getPosixFilePermissions(top));
    }

    private boolean sameHeaders() throws IOException {
        var above = header(top);
        var below = header(base);
        return above.version() == below.version()
                && above.clusterBits() == below.clusterBits()
                && above.refcountOrder() == below.refcountOrder()
                && above.incompatible().equals(below.incompatible())
                && above.compatible() == below.compatible()
                && above.compression() == below.compression()
                && !below.unknownAutoclear();
    }

    private Header header(Path image) throws IOException {
        try (var file = engine.open(image, ImageFile.Access.READ)) {
            return HeaderReader.read(file);
        }
    }

    private boolean backingCanBeNamed() {
        var backing = run.getLast().backing();
        return backing.isEmpty()
                || (!Backing.hasProtocol(backing.get().name())
                        && backing.get().format().isPresent());
    }

    /// What is compressed would be data after a pull, and take more room for ever.
    private boolean compressed() throws IOException {
        try (var chain = engine.openUnlocked(run)) {
            var stack = chain.stack();
            for (int i = 1; i < run.size(); i++) {
                if (compresses(stack.layer(i))) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean compresses(LayerReader layer) throws IOException {
        var place = new LayerExtent();
        for (long at = 0; at < layer.size(); at += place.bytes()) {
            Cancelled.check("looking for compressed data");
            layer.find(at, layer.size() - at, place);
            if (place.holding() == Holding.COMPRESSED) {
                return true;
            }
        }
        return false;
    }
}
