package dev.varve.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The layers from an active layer down to its base image, as the headers name them.
///
/// @param layers from top to base, as far as they could be followed; empty only when the top itself
///     cannot be read
/// @param brokenBy why the chain could not be followed further; empty when it ends at a base image
public record BackingChain(List<ImageInfo> layers, Optional<Break> brokenBy) {
    /// More layers than this are refused, as libvirt refuses them.
    public static final int LAYERS_MAX = 200;

    public BackingChain {
        layers = List.copyOf(layers);
    }

    /// Why a chain ends before a base image.
    public sealed interface Break {
        /// {@return what it is, in a few words}
        default String message() {
            return switch (this) {
                case Loop(var path) -> path + " on itself";
                case Missing(var path) -> path + " missing";
                case FormatNotStated(var overlay, var backing) ->
                        backing
                                + ", whose format isn't stated in "
                                + overlay
                                + "; \"varve doctor --fix\" states it";
                case NotAFile(var name) -> name + ", which is no file";
                case OutsideRoots(var path) -> path + ", where nothing may be opened";
                case TooLong(var next) -> "more than " + LAYERS_MAX + " layers, the next " + next;
                case Unreadable(var path, var reason) -> path + " unreadable: " + reason;
            };
        }

        /// The next layer is one that the chain has already.
        record Loop(Path path) implements Break {}

        /// The next layer is not there.
        record Missing(Path path) implements Break {}

        /// `overlay` does not say which format `backing` has, so what lies there cannot be trusted:
        /// QEMU would probe it.
        record FormatNotStated(Path overlay, Path backing) implements Break {}

        /// The next layer is reached by a protocol.
        record NotAFile(String name) implements Break {}

        /// The next layer lies where nothing may be opened.
        record OutsideRoots(Path path) implements Break {}

        /// There are more than {@value BackingChain#LAYERS_MAX} layers.
        record TooLong(Path next) implements Break {}

        /// The next layer is there and cannot be read, or is not an image.
        record Unreadable(Path path, String reason) implements Break {}
    }

    /// Reads the headers from `top` down. It opens whatever file a header names, for reading its first
    /// cluster; nothing of it is shown beyond what [ImageInfo] has.
    public static BackingChain open(Path top, ImageFormat topFormat) {
        return open(top, topFormat, Roots.anywhere());
    }

    /// Reads the headers from `top` down, as far as they lie within `roots`: nothing else is opened,
    /// not even looked at, whatever a header names.
    public static BackingChain open(Path top, ImageFormat topFormat, Roots roots) {
        return new Walk(roots, HeaderSource.files()).from(top, topFormat);
    }

    static BackingChain open(Path top, ImageFormat topFormat, HeaderSource headers) {
        return new Walk(Roots.anywhere(), headers).from(top, topFormat);
    }

    /// Something about a chain that one should know, though it can be read.
    public sealed interface Remark {
        /// The overlay's disk has another size than that of its backing image.
        record SizesDiffer(ImageInfo overlay, ImageInfo backing) implements Remark {}

        /// The image is stated to be raw, and begins as a qcow2 image does. A guest may have written
        /// that; or whoever stated the format was wrong, and the disk is not what it seems.
        record LooksLikeQcow2(Path image) implements Remark {}
    }

    /// {@return what is remarkable about the layers, from top to base}
    public List<Remark> remarks() throws IOException {
        var remarks = new ArrayList<Remark>();
        for (int i = 0; i < layers.size(); i++) {
            var layer = layers.get(i);
            if (i > 0 && layers.get(i - 1).virtualSize() != layer.virtualSize()) {
                remarks.add(new Remark.SizesDiffer(layers.get(i - 1), layer));
            }
            if (layer.format() == ImageFormat.RAW && Image.probe(layer.path())) {
                remarks.add(new Remark.LooksLikeQcow2(layer.path()));
            }
        }
        return remarks;
    }

    /// {@return whether the chain was followed to its base image}
    public boolean isComplete() {
        return brokenBy.isEmpty();
    }

    /// {@return the place of `image` in [#layers] by the file that it is, 0 for the top; -1 if none}
    public int indexOf(Path image) throws IOException {
        for (int i = 0; i < layers.size(); i++) {
            if (Image.sameFile(layers.get(i).path(), image)) {
                return i;
            }
        }
        return -1;
    }

    /// {@return device and inode, so that links don't hide that two names are one file}
    static Object identity(Path path) throws IOException {
        return Files.getAttribute(path, "unix:dev") + ":" + Files.getAttribute(path, "unix:ino");
    }

    private static final class Walk {
        private final List<ImageInfo> layers = new ArrayList<>();
        private final Set<Object> seen = new HashSet<>();
        private final Roots roots;
        private final HeaderSource headers;

        Walk(Roots roots, HeaderSource headers) {
            this.roots = roots;
            this.headers = headers;
        }

        BackingChain from(Path top, ImageFormat topFormat) {
            Path next = top;
            var format = Optional.of(topFormat);
            while (true) {
                var bad = visit(next, format);
                if (bad.isPresent()) {
                    return new BackingChain(layers, bad);
                }
                var backing = layers.getLast().backing();
                if (backing.isEmpty()) {
                    return new BackingChain(layers, Optional.empty());
                }
                switch (backing.get()) {
                    case Backing.OfFile file -> {
                        next = file.path();
                        format = file.format();
                    }
                    case Backing.OfProtocol(var name, _) -> {
                        return new BackingChain(layers, Optional.of(new Break.NotAFile(name)));
                    }
                }
            }
        }

        private Optional<Break> visit(Path path, Optional<ImageFormat> format) {
            try {
                if (!roots.contain(path)) {
                    return Optional.of(new Break.OutsideRoots(path));
                }
                if (!seen.add(headers.identity(path))) {
                    return Optional.of(new Break.Loop(path));
                }
                if (format.isEmpty()) {
                    var overlay = layers.getLast().path();
                    return Optional.of(new Break.FormatNotStated(overlay, path));
                }
                if (layers.size() == LAYERS_MAX) {
                    return Optional.of(new Break.TooLong(path));
                }
                layers.add(headers.read(path, format.get()));
                return Optional.empty();
            } catch (NoSuchFileException e) {
                return Optional.of(new Break.Missing(path));
            } catch (IOException e) {
                return Optional.of(new Break.Unreadable(path, reason(e)));
            }
        }

        private static String reason(IOException e) {
            return Optional.ofNullable(e.getMessage()).orElseGet(e::toString);
        }
    }
}
