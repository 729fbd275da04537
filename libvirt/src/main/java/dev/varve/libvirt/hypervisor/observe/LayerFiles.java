package dev.varve.libvirt.hypervisor.observe;

import dev.varve.core.model.Layer;
import dev.varve.image.HeaderReading;
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
    private final HeaderReading headers;
    private final Map<Owner, String> names = new HashMap<>();

    private record Owner(int user, int group) {}

    LayerFiles(HeaderReading headers) {
        this.headers = headers;
    }

    /// {@return what is known of the file; nothing of one that was removed meanwhile}
    Optional<Layer.File> of(Path image, ImageInfo info) {
        try {
            var file = headers.file(image);
            var owner = new Owner(file.user(), file.group());
            if (!names.containsKey(owner)) {
                names.put(owner, name(image));
            }
            return Optional.of(
                    new Layer.File(
                            info.allocatedBytes(),
                            names.getOrDefault(owner, ""),
                            mode(file.mode()),
                            headers.isOpen(image)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// {@return four digits}
    private static String mode(int permissions) {
        return Integer.toOctalString(0_10000 | permissions).substring(1);
    }

    private static String name(Path image) throws IOException {
        var attributes = Files.readAttributes(image, PosixFileAttributes.class);
        return attributes.owner().getName() + ":" + attributes.group().getName();
    }
}
