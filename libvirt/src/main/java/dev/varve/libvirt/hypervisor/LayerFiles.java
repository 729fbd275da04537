package dev.varve.libvirt.hypervisor;

import dev.varve.core.model.Layer;
import dev.varve.image.Image;
import dev.varve.image.ImageInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What this host says of the files of images. Each user's name is asked for once: it may come over the
/// network.
final class LayerFiles {
    private static final int PERMISSIONS = 07777;

    private final Map<Owner, String> names = new HashMap<>();

    private record Owner(int user, int group) {}

    /// {@return what is known of the file; nothing of one that was removed meanwhile}
    Optional<Layer.File> of(Path image, ImageInfo info) {
        try {
            var owner = new Owner(number(image, "uid"), number(image, "gid"));
            if (!names.containsKey(owner)) {
                names.put(owner, name(image));
            }
            return Optional.of(
                    new Layer.File(
                            info.allocatedBytes(),
                            names.getOrDefault(owner, ""),
                            "%04o".formatted(number(image, "mode") & PERMISSIONS),
                            Image.isOpen(image)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static int number(Path image, String attribute) throws IOException {
        return (int) Files.getAttribute(image, "unix:" + attribute);
    }

    private static String name(Path image) throws IOException {
        var attributes = Files.readAttributes(image, PosixFileAttributes.class);
        return attributes.owner().getName() + ":" + attributes.group().getName();
    }
}
