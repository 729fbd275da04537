package dev.varve.image;

import dev.varve.image.failure.UnsupportedImageException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// What an overlay's header says of its backing image. The header may come from anywhere: whether
/// [OfFile#path] may be followed is for the caller to judge before it opens it.
public sealed interface Backing {
    /// {@return the name as written}
    String name();

    /// {@return the format that the header states; without one QEMU would probe, and so be led by
    /// whatever the guest wrote}
    Optional<ImageFormat> format();

    /// A file or a block device.
    ///
    /// @param path `name` resolved against the directory of the image, as QEMU does it: symbolic
    ///     links in the image's own name are not followed first
    record OfFile(String name, Path path, Optional<ImageFormat> format) implements Backing {}

    /// Something that QEMU reaches by a protocol: `json:…`, `nbd:…`, `https:…`. Also `file:` with a
    /// relative name, which QEMU resolves against its working directory.
    record OfProtocol(String name, Optional<ImageFormat> format) implements Backing {}

    /// Understands `name` in the header of `image` as QEMU does: a colon before the first slash ends
    /// a protocol's name.
    ///
    /// @throws UnsupportedImageException when no path of this system can have that name
    static Backing of(Path image, String name, Optional<ImageFormat> format)
            throws UnsupportedImageException {
        boolean localUrl = name.startsWith("file:/");
        if (hasProtocol(name) && !localUrl) {
            return new OfProtocol(name, format);
        }
        String plain = localUrl ? name.substring("file:".length()) : name;
        try {
            return new OfFile(name, image.toAbsolutePath().resolveSibling(plain), format);
        } catch (InvalidPathException e) {
            throw new UnsupportedImageException(image, "a backing name that is a path", name);
        }
    }

    /// {@return whether QEMU takes `name` for one with a protocol}
    static boolean hasProtocol(String name) {
        int colon = name.indexOf(':');
        int slash = name.indexOf('/');
        return colon >= 0 && (slash < 0 || colon < slash);
    }
}
